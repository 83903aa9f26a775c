"""`ops status` where nobody answers: it ends by itself with what is known, and at once with Ctrl-C."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest

from config.stacks import STACKS
from tests.companies import BONDIGOO
from tests.ops_command import outside
from tests.unit.accounts_wire import ENVIRON
from tests.unit.sandbox_wire import KEYS
from tests.unit.toolchain_fakes import script

# Far less than seven attempts of half a minute take, and enough for a busy machine.
PATIENCE = 60.0


@dataclass
class Hanging:
    """A server that accepts every connection and never says a word, and a pulumi that does as much."""

    folder: Path
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    accepted: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        script(self.folder / "pulumi", "exec sleep 600")
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.accepted.append(self.listening.accept()[0])

    def status(self, *words: str) -> "subprocess.Popen[str]":
        """`python -m ops status` of a rehearsal whose cloud is this."""
        url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        environ = {
            **outside(),
            **ENVIRON,
            "RENDER_API_KEY": KEYS["renderApiKey"],
            "RENDER_API_URL": f"{url}/v1",
            "VERCEL_API_URL": url,
            "MONGODB_ATLAS_BASE_URL": url,
            "SANDBOX_DIR": str(self.folder),
            "SANDBOX_EDGE_URL": url,
            "PATH": f"{self.folder}{os.pathsep}{os.environ['PATH']}",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "ops", "status", *words],
            cwd=BONDIGOO,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[Hanging]:
    made = Hanging(tmp_path)
    yield made
    made.listening.close()
    for each in made.accepted:
        each.close()


def ended(running: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Code and both streams of a command that has to end by itself."""
    try:
        out, err = running.communicate(timeout=PATIENCE)
    finally:
        # With each pulumi: where a person ends it, the terminal tells them too.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    return running.returncode, out, err


def test_where_no_vendor_no_host_and_no_state_answers_every_part_says_so(hanging: Hanging) -> None:
    code, out, err = ended(hanging.status("--json"))
    assert (code, err) == (2, "")
    environments = json.loads(out)["environments"]
    assert [each["stack"] for each in environments] == list(STACKS)
    for each in environments:
        for part in ("site", "api", "worker", "redis", "database"):
            (check,) = each[part]["checks"]
            assert check["state"] == "doubt"
            assert "no reply" in check["found"]
        (unknown,) = each["changes"]["checks"]
        late = f"pulumi: the state of {each['stack']} did not come within 18 s; "
        assert unknown["found"].startswith(f"what has changed since the last update is not known: {late}")


@pytest.mark.parametrize("words", [(), ("--html", "page.html")])
def test_ctrl_c_ends_it_at_once_and_without_a_word(hanging: Hanging, words: tuple[str, ...]) -> None:
    running = hanging.status(*(word.replace("page", str(hanging.folder / "page")) for word in words))
    deadline = time.monotonic() + PATIENCE
    while len(hanging.accepted) < 3:
        assert running.poll() is None
        assert time.monotonic() < deadline, "nobody was asked"
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    assert ended(running) == (130, "", "")
    assert not (hanging.folder / "page.html").exists()
