"""What the site and a service have in common for somebody who takes them back."""

from typing import Protocol

from ops.rollback.releases import Release


class Part(Protocol):
    """The site, the API or the worker. Methods raise InputError, RenderError."""

    @property
    def name(self) -> str:
        """The word on the command line."""

    @property
    def held(self) -> str:
        """What `hold` does, for people; "" where it does nothing."""

    @property
    def looked_at(self) -> str:
        """How visitors meet it, for people; "" where they do not."""

    def releases(self) -> list[Release]:
        """What has run and what was built, newest first."""

    def current(self) -> str:
        """The id of what runs now."""

    def newest(self) -> str:
        """The id of what was made last: what is newer than it, a rollback has made."""

    def is_back(self) -> bool:
        """Whether what runs is there by a rollback, whoever did it."""

    def fits(self, release: Release) -> bool | None:
        """Whether it has the launch gate that the stack file says; None where nobody can tell."""

    def hold(self) -> None:
        """Keep a push from undoing what follows."""

    def let_go(self) -> None:
        """Undo `hold`."""

    def go_back(self, release_id: str, before: str) -> str:
        """Run an earlier release; returns the id of what runs then. `before`: `newest` when it began.

        May be called again after any end. Raises RefusedError too.
        """

    def next_text(self) -> str:
        """What `go_forward` brings, for people."""

    def go_forward(self, back: str) -> str:
        """Run what the branch holds; returns its id. `back`: what runs by the rollback. Repeatable."""
