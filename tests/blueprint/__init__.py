"""The values that the blueprint names for its own company, and which test proves which of its rows.

Whoever uses the program for another company deletes this folder and docs/blueprint.md; nothing needs them.
"""
