"""How a working `pulumi` of a pinned version gets onto the machine. Standard library only: needs no venv."""

from toolchain.locate import pulumi_bin

__all__ = ["pulumi_bin"]
