"""The site: what Vercel has built for production, and which of it visitors get.

While production is rolled back, Vercel builds what is pushed and does not serve it until somebody promotes
(vercel.com/docs/instant-rollback), so nothing has to be held before.
"""

from config.derived import site_host
from config.settings import Settings
from ops import smoke_site
from ops.accounts import AccountError, Json, matches, vercel
from ops.commands import InputError
from ops.operation.phases import Halted, RefusedError
from ops.operation.production_site import gate_turned, served, switch
from ops.operation.visitors import APPLICATION, PRE_LAUNCH, Browser, page_of
from ops.rollback.releases import Release, first_line
from ops.smoke_site import site_of

_REFUSED = {
    402: "its plan goes back by one deployment only (Hobby): take the one before the current, or upgrade",
    404: "Vercel has it no more, deleted or past its retention: choose another one of --list",
    422: "Vercel cannot return to it, as it never served production: choose another one of --list",
}


class Site:
    """The site of one environment with a Vercel project of its own."""

    name, held, looked_at = "site", "", "see the site as a visitor"

    def __init__(self, account: vercel.Vercel, project_id: str, settings: Settings) -> None:
        self._vercel, self._project, self._host = account, project_id, site_host(settings)
        self._settings, self._browser = settings, Browser()

    def releases(self) -> list[Release]:
        """What was built for production and is ready, newest first."""
        return [release_of(row) for row in self._vercel.production_deployments(self._project)]

    def current(self) -> str:
        """The id of the deployment that visitors get."""
        return served(self._vercel, self._host)

    def newest(self) -> str:
        """What was there when a rollback begins; a repeated request to Vercel needs nothing of it."""
        return self.current()

    def is_back(self) -> bool:
        """Whether Vercel serves no new deployment because production is rolled back."""
        return self._vercel.project_state(self._project).get("lastRollbackTarget") is not None

    def fits(self, release: Release) -> bool | None:
        """By its page under its own address; where that does not say, by when it was built."""
        expected = site_of(self._settings.model_copy(update={"freeze": False}))
        if expected is None or expected.launched is None:
            return True
        page = self._browser.sight(smoke_site.Site(f"https://{release.url}", None, None)).page
        if page in (APPLICATION, PRE_LAUNCH):
            return page == page_of(launched=expected.launched == "true")
        is_since = release.created > gate_turned(self._vercel, self._project, self._settings)
        return True if is_since else None

    def hold(self) -> None:
        """Nothing: Vercel holds it by itself."""

    def let_go(self) -> None:
        """Nothing, likewise."""

    def go_back(self, release_id: str, before: str) -> str:
        """Have an earlier deployment served; returns its id. Raises RefusedError, AccountError, Halted."""
        try:
            switch(self._vercel, self._project, release_id, "rollback")
        except AccountError as error:
            if error.may_pass:
                raise
            why = _REFUSED.get(error.status or 0, str(error))
            raise RefusedError(f"site: not back at {release_id}: {why}") from None
        return release_id

    def next_text(self) -> str:
        """What `go_forward` would bring, as things stand."""
        newest = self._newest()
        same = ", which was served before, as nothing was built since" if newest.has_served else ""
        return f"the newest deployment, now {newest.text}{same}"

    def go_forward(self, back: str) -> str:
        """Serve the newest deployment and those after it; returns its id. Raises AccountError, Halted."""
        newest, state = self._newest().id, self._vercel.project_state(self._project)
        if state.get("lastRollbackTarget") is None:
            return self.current()
        if newest == self.current():
            raise Halted("site: nothing newer than what is served is ready at Vercel; push what is mended")
        switch(self._vercel, self._project, newest, "promote")
        return newest

    def _newest(self) -> Release:
        found = self.releases()
        if not found:
            raise AccountError("Vercel: no deployment of production is ready; push one, then run again")
        return found[0]


def release_of(row: Json) -> Release:
    """One deployment of Vercel's list. What is READY and has not served is STAGED."""
    meta = row.get("meta") or {}
    return Release(
        str(row["uid"]),
        str(meta.get("githubCommitSha") or ""),
        first_line(meta.get("githubCommitMessage")),
        float(row.get("createdAt") or row["created"]) / 1000,
        row.get("readySubstate") != "STAGED",
        url=str(row.get("url") or ""),
    )


def connected(settings: Settings, stack: str) -> Site:
    """The site of a stack. Raises InputError for one that is a branch in another stack's project."""
    site = settings.frontend
    if site.mode == "branch":
        raise InputError(
            f"{stack}: its site is the branch {settings.branch} in the Vercel project {site.project}, and "
            f"Vercel rolls back production only; revert the commit on {settings.branch} (git revert) and push"
        )
    account = vercel.connect(settings.vercel.team)
    found = matches.project(account, settings)
    if found is None:
        raise InputError(f"{stack}: the Vercel project {site.project} is not there, so nothing is deployed")
    return Site(account, str(found.thing["id"]), settings)
