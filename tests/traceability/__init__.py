"""Which test proves which row of the blueprint: `python -m tests.traceability` writes docs/blueprint.md."""
