"""The commands that a page shows: blocks marked `sh`, and indented ones that begin with a known program."""

import re

from tests.engine.rehearsal import ROOT

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
