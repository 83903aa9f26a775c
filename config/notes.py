"""What a person should know before each update although nothing is wrong: one line each."""

from config.rules import findings
from config.rules.rule import Stacks
from config.stacks import stack_file


def notes(stack: str, stacks: Stacks) -> list[str]:
    """The lines that every preview and update of `stack` begins with: warnings and acknowledgements."""
    said = [str(fault) for fault in findings(stacks) if fault.warning and fault.file == stack_file(stack)]
    if stacks[stack].freeze:
        said.append(
            "frozen: settings and variables are written, but nothing is deployed and no push deploys on "
            "Render (Vercel still builds pushes); what has piled up is deployed by the first update "
            "without `freeze`"
        )
    return said
