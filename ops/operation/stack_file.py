"""Changing keys of a stack file as part of an operation, and back."""

import os
from collections.abc import Mapping
from pathlib import Path

from config.stacks import stack_file
from config.vendors import is_rehearsal
from toolchain.files import write_whole


def text_of(stack: str) -> str:
    """The stack file as it stands, with its own ends of lines."""
    return Path(stack_file(stack)).read_bytes().decode()


def write(stack: str, text: str, environ: Mapping[str, str] = os.environ) -> None:
    """Write the stack file whole. In a rehearsal it is the sandbox's copy, which keeps it from then on."""
    if is_rehearsal(environ):
        kept = Path(environ["SANDBOX_DIR"]) / "kept" / stack
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        kept.touch()
    write_whole(Path(stack_file(stack)), text)
