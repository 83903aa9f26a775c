"""Somebody who looks at a site ten times a second, as a browser would, while something is done to it."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

from tests.engine.rehearsal import Rehearsal

_EACH = 0.1
_PAGE = re.compile(r'data-page="([\w-]+)"')


def page_of(reply: httpx.Response) -> str:
    """Which of the site's pages an answer is, or its status."""
    found = _PAGE.search(reply.text)
    return found[1] if found and reply.status_code == 200 else f"status {reply.status_code}"


def deployment_of(reply: httpx.Response) -> str:
    """The id of the deployment that has answered, or the status of the answer."""
    said = reply.headers.get("x-sandbox-deployment")
    return said if said and reply.status_code == 200 else f"status {reply.status_code}"


@dataclass
class Visitor:
    """`at_page`: what to do when a page is seen that was not there before, each once. `told_by`: which is."""

    rehearsal: Rehearsal
    host: str
    at_page: dict[str, Callable[[], object]] = field(default_factory=dict)
    told_by: Callable[[httpx.Response], str] = page_of
    looks: list[tuple[float, str]] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self.rehearsal.status  # noqa: B018 (read once, before two threads want it)
        self._look()
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    @property
    def pages(self) -> list[str]:
        """What was seen, each kind of page once for as long as it stayed."""
        seen = [page for _, page in self.looks]
        return [page for page, before in zip(seen, [None, *seen], strict=False) if page != before]

    def first(self, page: str) -> float:
        """When a page was seen first (epoch seconds)."""
        return next(at for at, seen in self.looks if seen == page)

    def _go_on(self) -> None:
        while not self._over.wait(_EACH):
            self._look()

    def _look(self) -> None:
        try:
            page = self.told_by(self.rehearsal.edge(self.host))
        except httpx.HTTPError as error:
            page = type(error).__name__
        is_new = bool(self.looks) and page != self.looks[-1][1]
        self.looks.append((time.time(), page))
        if is_new and (do := self.at_page.pop(page, None)):
            do()
