"""docs/blueprint.md: each row with what carries it and the tests that prove it."""

from collections.abc import Iterator, Mapping, Sequence

from tests.traceability.markers import Proof
from tests.traceability.rows import FAMILIES, Row

COMMAND = "python -m tests.traceability"


def blueprint_page(rows: Mapping[str, Row], proofs: Sequence[Proof]) -> str:
    """Markdown: one table for each family of rows."""
    lines = [
        "# The blueprint, row by row",
        "",
        f"Made by `{COMMAND}` from `tests/blueprint/rows/` and the markers on the tests.",
        "`make test` fails when a row that is not open has no passing test. An open row says what is",
        "missing, and the tests beside it prove the rest.",
    ]
    for family, (_, title) in FAMILIES.items():
        lines += ["", *_family(title, [row for row in rows.values() if row.family == family], proofs)]
    return "\n".join([*lines, ""])


def _family(title: str, rows: Sequence[Row], proofs: Sequence[Proof]) -> Iterator[str]:
    unfinished = [row.id for row in rows if row.open]
    yield f"## {title}"
    yield f"{len(rows)} rows, {len(unfinished)} open{': ' if unfinished else ''}{', '.join(unfinished)}."
    yield ""
    yield "| row | words | carried by | proven by |"
    yield "| --- | --- | --- | --- |"
    for row in rows:
        cells = [row.id, row.words, row.carrier or "", "<br>".join(_proven(row, proofs))]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _proven(row: Row, proofs: Sequence[Proof]) -> Iterator[str]:
    if row.open:
        yield f"**open:** {row.open}"
    for proof in proofs:
        if proof.row == row.id:
            yield f"[{proof.sentence}](../{proof.file})"
