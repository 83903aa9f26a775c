"""The way back: visitors first, within seconds, then file and state, then the deployment that is to stay."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from ops.accounts import AccountError
from ops.commands import InputError
from ops.launch import gate
from ops.launch.production import Production
from ops.launch.steps import BACK
from ops.launch.watch import wait_for
from ops.operation import engine
from ops.operation.journal import Journal
from ops.operation.phases import Phase, tell
from ops.operation.production_site import switch
from ops.operation.visitors import PRE_LAUNCH, Browser

# 402 (payment_required): a Hobby plan goes back to the deployment before the current one only
# (vercel.com/docs/instant-rollback). 404: it is deleted. 422: Vercel does not know it as one that was served.
_REFUSED = (402, 404, 422)


@dataclass(frozen=True)
class WayBack:
    """From whatever `go` has left to the pre-launch page; the journal's `remembered` is where to."""

    production: Production
    browser: Browser
    journal: Journal

    def phases(self) -> list[Phase]:
        """What is done, in order; each may run again."""
        stack, again = self.production.stack, BACK
        other = f"--to names another deployment to return to; {BACK}"
        shown: dict[str, Any] = self.journal.facts["remembered"]
        return [
            Phase("switch", f"point visitors at {shown['id']} of {shown['when']} again", self._switch, again),
            Phase("look", "look at the page as a visitor: the pre-launch page", self._look, other),
            Phase("file", f"write `launched: false` for {stack}", lambda: gate.turn(stack, False), again),
            Phase("update", "`pulumi up`: a deployment with the gate closed", self._update, again),
            Phase("promote", "serve that deployment, and what is pushed later", self._promote, again),
            Phase("look again", "look at the page once more", self._look, again),
        ]

    def _switch(self) -> None:
        wanted, production = str(self.journal.facts["remembered"]["id"]), self.production
        if "left" not in self.journal.facts:
            self.journal.note(left=production.served)
        if production.settle(wanted):
            return
        self.journal.note(left=production.served)
        try:
            switch(production.vercel, production.project, wanted, "rollback")
        except AccountError as error:
            if error.status not in _REFUSED:
                raise
            tell(f"{error}\nso visitors see the pre-launch page only when the update below has built it anew")
            self.journal.note(slow=True)

    def _look(self) -> None:
        if not self.journal.facts.get("slow") or "promote" in self.journal.done:
            wait_for(partial(self.browser.look, self.production.settings), PRE_LAUNCH)

    def _update(self) -> None:
        engine.update_once(self.production.stack, self.journal)
        left, wanted = self.journal.facts["left"], self.journal.facts["remembered"]["id"]
        if left != wanted and self.production.deployed() == left:
            raise InputError(
                f"{self.production.stack}: the update has built no deployment with the gate closed; is "
                "`freeze: true` in the stack file?"
            )

    def _promote(self) -> None:
        self.production.serve(self.production.deployed())
