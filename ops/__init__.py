"""The commands that people run besides `pulumi`: `python -m ops --help`."""
