"""What `pulumi` prints, read as it comes: what it waits for; in the end what it did and what went wrong."""

import re
from collections import Counter
from collections.abc import Iterator

from sandbox.plugins.install import PACKAGES

# "   +  pulumi-python:dynamic/render:Deploy api creating (0s) …"; a failure stands between stars.
_RESOURCE = re.compile(
    r"^.{4}(?P<type>\S+:\S+:\w+) (?P<name>\S+) (?P<doing>\**\w+)(?: \(\d+s\))?(?P<said>.*)"
)
# A provider's own words on the line of the stack: "bondigoo-api-prod: deploy dep-… build_in_progress".
_PROGRESS = re.compile(r" (\S+: (?:deploy \S+ )?[a-z_]+)$")
_COUNT = re.compile(r"(\d+) ([a-z]+ed)\b")
_REMARK = re.compile(r"    (warning: |Pulumi\.(?=\S+\.yaml: ))")
# A component is begun before its children and done with all else: nobody waits for it.
_PROVIDERS = (*PACKAGES, "pulumi-python")
_STACK = "pulumi:pulumi:Stack"
_SECTIONS = ("Diagnostics", "Resources", "Duration")
# The engine's own words about an error that is told in others' already.
_ECHOES = re.compile(r"error: (Traceback|update failed|an unhandled error occurred: program exited)")


class Heard:
    """The lines of one run of `pulumi`, without colours."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open: dict[tuple[str, str], str] = {}
        self._progress = ""
        self._section = ""
        self._sections: dict[str, list[str]] = {name: [] for name in _SECTIONS}

    def hear(self, line: str) -> None:
        """Take in the next line."""
        line = line.rstrip()
        self.lines.append(line)
        name, _, rest = line.partition(":")
        if name in _SECTIONS:
            self._section, line = name, rest
        if self._section:
            self._sections[self._section].append(line)
        elif found := _RESOURCE.match(line):
            self._follow(found)

    def _follow(self, line: re.Match[str]) -> None:
        if line["type"] == _STACK:
            if progress := _PROGRESS.search(line["said"]):
                self._progress = progress[1]
            return
        if line["type"].partition(":")[0] not in _PROVIDERS:
            return
        key = (line["type"], line["name"])
        if re.fullmatch(r"\w+ing", line["doing"]):
            self._open[key] = f"{line['name']} ({line['type'].rpartition(':')[2]})"
            return
        self._open.pop(key, None)
        self._progress = ""

    @property
    def waits_for(self) -> str:
        """What is being waited for now: a provider's own words or the resource begun last; "" for nothing."""
        return self._progress or next(reversed(self._open.values()), "")

    @property
    def did(self) -> str:
        """What was done to how many resources: "1 created, 22 unchanged"."""
        counts = _COUNT.findall("\n".join(self._sections["Resources"]))
        return ", ".join(f"{number} {what}" for number, what in counts)

    @property
    def remarks(self) -> str:
        """How much of the program's own there is to read: "2 warnings, 1 note"; "" where there is nothing."""
        told = self._sections["Diagnostics"]
        counts = Counter(found[1] for line in told if (found := _REMARK.match(line)))
        warnings, notes = counts["warning: "], counts["Pulumi."]
        # A stack file's faults stand in lines of their own below an error: they are no notes.
        if any(line.startswith("    error: ") for line in told):
            notes = 0
        named = ((warnings, "warning"), (notes, "note"))
        return ", ".join(f"{count} {name}{'s' * (count > 1)}" for count, name in named if count)

    @property
    def errors(self) -> list[str]:
        """A line for each thing that went wrong, behind the resource's name; [] where nothing is told apart.

        Of a provider's traceback only the message is left.
        """
        return list(self._errors())

    def _errors(self) -> Iterator[str]:
        about, inside = "", False
        for line in self._sections["Diagnostics"]:
            if resource := re.match(r"  (\S+) \((\S+)\):$", line):
                about, inside = "" if resource[1] == _STACK else f"{resource[2]}: ", False
            elif line.startswith("    error: "):
                inside = True
                if not _ECHOES.match(line.strip()):
                    yield about + line.strip().removeprefix("error: ")
            elif not line or line.startswith("    warning: "):
                inside = False
            elif inside and re.match(r"    \S", line):
                yield about + line.strip()
