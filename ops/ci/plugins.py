"""Print what `pulumi plugin install` needs for each provider, one line each.

The versions and download servers are those that the installed Python packages name, so that an update later
downloads nothing.

  python -m ops ci plugins | xargs -L1 pulumi plugin install

Exit code: 0 printed, 2 no provider is installed in this Python.
"""

import argparse
import json
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from ops.commands import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flag of `plugins`."""
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(sysconfig.get_path("purelib")),
        help="where the Python packages are (default: this Python's)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print one line for each provider."""
    files = sorted(arguments.folder.glob("*/pulumi-plugin.json"))
    if not files:
        raise InputError(f"no Pulumi provider is installed in {arguments.folder}; run `make setup`")
    for line in install_words(json.loads(file.read_text(encoding="utf-8")) for file in files):
        print(line)
    return 0


def install_words(plugins: Iterable[dict[str, object]]) -> list[str]:
    """The arguments of `pulumi plugin install` for each `pulumi-plugin.json`.

    A provider that Pulumi does not publish itself names its server, without which the download is a 404.
    """
    lines = []
    for plugin in plugins:
        server = f" --server {plugin['server']}" if plugin.get("server") else ""
        lines.append(f"resource {plugin['name']} {plugin['version']} --exact{server}")
    return lines
