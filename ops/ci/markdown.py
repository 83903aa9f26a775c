"""A preview as text for GitHub: a sentence, a table, the messages; within a size, and never with a value."""

from collections.abc import Iterable, Sequence

from ops.ci.preview import SEVERITY, Change, Preview

# GitHub refuses more than 65,536 characters; bytes are never fewer, and they also bound what a step hands on.
LIMIT = 65_536
# Messages explain a failure: the longest table must leave them this much.
_MESSAGES_SHARE = LIMIT // 4
_MOST_KEYS, _MOST_NAMES, _LONGEST_NAME, _LONGEST_MESSAGE = 12, 5, 120, 4_000
_HEAD = "| resource | operation | keys that differ |\n|---|---|---|"


def sentence(changes: Sequence[Change]) -> str:
    """How many resources would change in which way, such as `1 to create, 2 to update`."""
    if not changes:
        return "nothing changes"
    operations = [change.operation for change in changes]
    known = [name for name in SEVERITY if name in operations]
    others = sorted(set(operations) - set(SEVERITY))
    return ", ".join(f"{operations.count(name)} to {name}" for name in [*known, *others])


def destructive(changes: Iterable[Change]) -> str:
    """The changes that lose something, such as ``delete Render KeyValue `redis` ``; empty when none does."""
    lost = (change for change in changes if change.is_destructive)
    return some([f"{one.operation} {one.kind} {code(one.name)}" for one in lost])


def details(stack: str, preview: Preview, changes: Sequence[Change], room: int) -> str:
    """The table of these changes and the messages, in at most `room` bytes, with a line for what was cut."""
    rows = [_row(change) for change in changes]
    messages = [message("error", text) for text in preview.errors]
    messages += [message("warning", text) for text in preview.warnings]
    footer = _footer(stack, preview, changes)
    room -= size(footer) + 500  # the head of the table, the line for what was cut
    shown_messages = fitting(
        messages, max(room - sum(map(size, rows)) - len(rows), min(room, _MESSAGES_SHARE))
    )
    shown_rows = fitting(rows, room - sum(map(size, shown_messages)) - 2 * len(shown_messages))
    blocks = ["\n".join([_HEAD, *shown_rows])] if shown_rows else []
    blocks += [footer] if footer else []
    blocks += shown_messages
    if len(shown_rows) < len(rows) or len(shown_messages) < len(messages):
        blocks.append(
            f"_Cut to what GitHub takes: {len(shown_rows):,} of {len(rows):,} changes and "
            f"{len(shown_messages)} of {len(messages)} messages are shown, the gravest first; "
            f"`pulumi preview --stack {stack}` prints all._"
        )
    return "\n\n".join(blocks)


def code(text: str) -> str:
    """A name as code, which GitHub shows as it is; what would end the code or the table is replaced."""
    short = text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
    return "`" + " ".join(short.split()).replace("`", "'").replace("|", "¦") + "`"


def size(text: str) -> int:
    """The bytes of a text."""
    return len(text.encode())


def message(severity: str, text: str) -> str:
    """A text of many lines as it is, under a word."""
    short = text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " …"
    # A fence longer than any in the text: nothing in it can end the block.
    return f"{severity}:\n``````text\n{short.replace('``````', '')}\n``````"


def fitting(items: Sequence[str], room: int) -> list[str]:
    """As many of the first items as fit, each with a line break or two."""
    shown: list[str] = []
    for item in items:
        room -= size(item) + 2
        if room < 0:
            break
        shown.append(item)
    return shown


def some(items: Sequence[str], most: int = _MOST_NAMES) -> str:
    """The first items, and how many more there are."""
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def _row(change: Change) -> str:
    keys = [f"{code(key.path)} (?)" if key.unknown else code(key.path) for key in change.keys]
    if not keys and change.operation == "update":
        keys = ["only secrets (*)"]
    operation = f"**{change.operation}**" if change.is_destructive else change.operation
    return f"| {change.kind} {code(change.name)} | {operation} | {some(keys, _MOST_KEYS)} |"


def _footer(stack: str, preview: Preview, changes: Sequence[Change]) -> str:
    notes = []
    if any(key.unknown for change in changes for key in change.keys):
        notes.append("(?) known only after the update.")
    if any(change.operation == "update" and not change.keys for change in changes):
        notes.append("(*) the value of a secret differs, or is not known to this preview.")
    if preview.frozen:
        notes.append(
            f"`freeze: true` is set in Pulumi.{stack}.yaml: nothing is deployed until it is removed."
        )
    return " ".join(notes)
