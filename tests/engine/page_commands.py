"""The commands that a page shows: blocks marked `sh`, and indented ones that begin with a known program."""

import re

from tests.engine.rehearsal import ROOT

# What the pages show and tests of their own run, which take the words behind `python -m ops` from here.
REHEARSE, CHECK = "launch rehearse", "launch check"
GO, BACK = "launch go --yes", "launch rollback --yes"
MOVE_STAGING = "redis move --stack staging --jobs copy --yes"
MOVE_DEV = "redis move --stack dev --jobs drop --yes"
SITE_BACK, ALL_DONE = "rollback --stack prod site --yes", "rollback --stack prod --done --yes"
MARK, TRY = "data mark staging --yes bondigoo-staging", "data refresh --dry-run --yes"
REFRESH, RECEIPTS, RECOVER = "data refresh --yes", "data receipts", "data recover"
MARK_DEV, SEED = "data mark development", "data seed --app ../application"
STATUS, STATUS_FOR_SCRIPTS, STATUS_PAGE = "status", "status --json", "status --html status.html"
_RUN = {
    "tests/browser/test_status_page.py": (STATUS_PAGE,),
    "tests/data/test_seed.py": (MARK_DEV, SEED),
    "tests/engine/test_data_refresh.py": (MARK, TRY, REFRESH, RECEIPTS, RECOVER),
    "tests/engine/test_launch.py": (CHECK, GO, BACK),
    "tests/engine/test_redis_move.py": (MOVE_STAGING, MOVE_DEV),
    "tests/engine/test_rollback.py": (SITE_BACK, ALL_DONE),
    "tests/engine/test_status.py": (STATUS, STATUS_FOR_SCRIPTS),
}
RUN_BY = {
    **{f"python -m ops {words}": module for module, ran in _RUN.items() for words in ran},
    f"python -m sandbox run -- python -m ops {REHEARSE}": "tests/engine/test_launch.py",
}
_KNOWN = re.compile(r"(make|pulumi|python|\.venv/bin/python|git)\s")
_INLINE = re.compile(r"`((?:\.venv/bin/)?python -m [^`]+)`")


def commands(page: str) -> list[str]:
    """Every command of a page's blocks, in order, without its comment."""
    found, fenced = [], False
    for line in (ROOT / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = line == "```sh"
        elif fenced or (line.startswith("    ") and _KNOWN.match(line.strip())):
            found.append(re.sub(r"\s+#.*$", "", line).strip())
    return [command for command in found if command]


def mentioned(page: str) -> list[str]:
    """The commands of ours that stand inside sentences, with line breaks as spaces."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [" ".join(match.split()) for match in _INLINE.findall(text)]
