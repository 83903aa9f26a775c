"""What a page has said in its console that a person who develops it would look at."""

from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import ConsoleMessage, Error, Page


@dataclass
class Complaints:
    """The warnings and errors of one tab since it was opened."""

    texts: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page) -> Self:
        """Listen from now on."""
        made = cls()
        page.on("console", made._note)
        page.on("pageerror", made._fail)
        return made

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.texts.append(message.text)

    def _fail(self, error: Error) -> None:
        self.texts.append(str(error))
