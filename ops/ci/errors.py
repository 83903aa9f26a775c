"""What is wrong with the input of a command of `ops ci`."""


class InputError(Exception):
    """One line for the person who called: what cannot be used, and what to give instead."""
