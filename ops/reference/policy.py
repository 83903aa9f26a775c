"""What follows from the policy of people's data: its schema for editors, and the table in docs/data.md."""

from pathlib import Path

from data.policy.load import load
from data.policy.schema import schema_text
from data.policy.table import table
from ops.reference.marks import between

POLICY, SCHEMA, PAGE = Path("data/policy.yaml"), Path("data/policy.schema.json"), Path("docs/data.md")
BEGIN = "<!-- made by `python -m ops reference` from data/policy.yaml -->"


def people_data(folder: Path) -> dict[Path, str]:
    """The files of a folder that has a policy, else none. Raises Refused for a policy that cannot be used."""
    if not (folder / POLICY).is_file():
        return {}
    files = {SCHEMA: schema_text()}
    if (folder / PAGE).is_file():
        page = (folder / PAGE).read_text(encoding="utf-8")
        files[PAGE] = between(page, BEGIN, table(load(folder / POLICY)))
    return files
