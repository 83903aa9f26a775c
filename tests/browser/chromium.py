"""A real browser for which every address leads to this machine: there it meets the origins of production."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from toolchain.chromium import Browser, sandboxed


@contextmanager
def opened(
    browser: Browser, profile: Path, hosts: Mapping[str, int], trusted: Sequence[str]
) -> Iterator[BrowserContext]:
    """Start it with a fresh `profile` folder.

    `hosts`: host, host:port, or `*` for all that are not named before, to a port of 127.0.0.1; `trusted`: the
    authorities whose certificates it takes, as `tests.browser.tls` tells them.
    """
    # What names this machine leads where its address says.
    own = [f"EXCLUDE {name}" for name in ("127.0.0.1", "*.localhost")]
    rules = [f"MAP {host} 127.0.0.1:{port}" for host, port in hosts.items()]
    arguments = [
        f"--host-resolver-rules={', '.join([*rules, *own])}",
        # Without a profile folder Chromium does not look at this one.
        f"--ignore-certificate-errors-spki-list={','.join(trusted)}",
    ]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=browser.program,
            env={**os.environ, **browser.environ},
            args=arguments,
            chromium_sandbox=sandboxed(),
        )
        yield context
        context.close()
