"""Back to the pre-launch page, within seconds; then file, state and Vercel are made to agree with it.

    python -m ops launch rollback              to the deployment that `launch go` has remembered
    python -m ops launch rollback --to dpl_…   to another that production has served

Vercel's instant rollback first, which builds nothing; then `launched: false`, an update, and the promotion
of what it has built, so that later pushes are served again. From wherever a launch stands, and again after
it was cut off. Without the journal of the launch (another machine, CI) it takes what was served before.
Exit code: 0 done, 2 refused, 3 stands half done: the same command again.
"""

import argparse
import os
from functools import partial

from config.derived import site_host
from ops.accounts import Json
from ops.asking import confirm
from ops.commands import InputError
from ops.launch.production import Production, described
from ops.launch.steps import JOURNAL, ROLLBACK, add_stack, commit_line, watched
from ops.launch.watch import Watch
from ops.launch.way_back import WayBack
from ops.operation.journal import Facts, Journal, opened
from ops.operation.phases import Account, plan, tell
from ops.operation.phases import run as run_phases
from ops.operation.visitors import APPLICATION, PRE_LAUNCH, Browser
from ops.smoke_site import Site
from toolchain.command import ended_as_by_ctrl_c


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of `launch rollback`."""
    add_stack(parser)
    parser.add_argument(
        "--to", metavar="DEPLOYMENT", help="the id of a deployment that production has served"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before it begins")
    parser.add_argument("--json", action="store_true", help="the account for a script")


def run(arguments: argparse.Namespace) -> int:
    """Ask, go back, and say what was done."""
    account = back(arguments.stack, arguments.to, ask=not arguments.yes)
    print(account.shown(arguments.json))
    return 0


def back(stack: str, to: str | None = None, *, ask: bool) -> Account:
    """The whole way back. Raises InputError, Halted."""
    production = Production.of(stack)
    browser = Browser()
    with opened(JOURNAL, stack, f"{ROLLBACK} goes on with the way back") as journal:
        begin(production, browser, journal, to)
        print_plan(production, browser, journal)
        if ask and "asked" not in journal.facts:
            where = f"{site_host(production.settings)} goes back to the pre-launch page."
            confirm(where, stack, "--yes")
        journal.note(asked=True)
        return gone_back(production, browser, journal)


def gone_back(production: Production, browser: Browser, journal: Journal) -> Account:
    """Do what is left of the way back. Raises InputError, Halted."""
    account = Account("launch rollback", production.stack)
    account.facts["back to"] = journal.facts["remembered"]["id"]
    with ended_as_by_ctrl_c(), watched(Watch(partial(browser.look, production.settings)), account) as watch:
        watch.start()
        account.phases = run_phases(WayBack(production, browser, journal).phases(), journal)
    account.facts["serves"] = production.served
    journal.end("undone")
    account.left = commit_line(production.stack, False, os.environ)
    return account


def print_plan(production: Production, browser: Browser, journal: Journal) -> None:
    """Say what will be done, before it is."""
    tell(plan(WayBack(production, browser, journal).phases(), journal))


def begin(production: Production, browser: Browser, journal: Journal, to: str | None) -> None:
    """Turn the journal of a launch into that of the way back; one that was begun stays as it is."""
    known = journal.facts
    if journal.is_open and known.get("way") == "rollback" and not (to and to != known["remembered"]["id"]):
        return
    if not journal.is_open and _is_closed(production, browser):
        raise InputError(f"{production.stack}: its file and Vercel say `launched: false`: nothing to undo")
    if production.settings.freeze:
        raise InputError(
            f"{production.stack}: says `freeze: true`, so no update builds the pre-launch page; "
            "`python -m ops rollback --done` first"
        )
    remembered = _chosen(production, browser, known, to)
    kept = {key: known[key] for key in ("updating",) if key in known}
    journal.begin(way="rollback", remembered=remembered, **kept)


def _is_closed(production: Production, browser: Browser) -> bool:
    """Whether nothing of a launch is anywhere, also of one that another machine has begun."""
    is_begun = production.settings.launched or production.is_open or production.is_rolled_back
    return not is_begun and browser.look(production.settings).page != APPLICATION


def _chosen(production: Production, browser: Browser, known: Facts, to: str | None) -> Facts:
    """Where to: what is named, what the launch has remembered, else what production showed before."""
    if to:
        named = production.remembered(to)
        if _shows_application(browser, named):
            raise InputError(
                f"{production.stack}: {to} shows the application itself; name one from before the launch"
            )
        return named
    if known.get("remembered") and known.get("ended") != "undone":
        return dict(known["remembered"])
    if browser.look(production.settings).page == PRE_LAUNCH:
        return production.remembered(production.served)
    for deployment in production.earlier():
        # Where its own address asks for a login, its page says nothing and its place in the list counts.
        if not _shows_application(browser, deployment):
            return described(deployment)
    raise InputError(
        f"{production.stack}: Vercel lists no deployment that production served before; write "
        "`launched: false` and run `pulumi up`, which builds the pre-launch page anew"
    )


def _shows_application(browser: Browser, deployment: Json) -> bool:
    """Whether a deployment's page under its own address says so."""
    return browser.sight(Site(f"https://{deployment['url']}", None, None)).page == APPLICATION
