"""Waiting for Render to get somewhere: growing pauses up to a deadline."""

from render.client import RenderClient

_FIRST_PAUSE, _GROWTH, _LONGEST_PAUSE = 0.2, 1.5, 10.0


class Patience:
    """Pauses between looks, from 0.2 s growing to 10 s, for `seconds` in all."""

    def __init__(self, client: RenderClient, seconds: float) -> None:
        self._client = client
        self._deadline, self._pause = client.clock() + seconds, _FIRST_PAUSE

    def is_over(self) -> bool:
        """Whether the deadline has passed; if not, this pauses once before it answers."""
        if self._client.clock() >= self._deadline:
            return True
        self._client.sleep(self._pause)
        self._pause = min(self._pause * _GROWTH, _LONGEST_PAUSE)
        return False
