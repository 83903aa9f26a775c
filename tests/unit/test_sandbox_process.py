"""What the sandbox's own process is started with, and who may speak to its plugins."""

import subprocess
from pathlib import Path

import grpc  # type: ignore[import-untyped]
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from sandbox.environment import command_environment
from sandbox.home import Home
from sandbox.plugins.install import Start, install, launcher_of, start_of
from sandbox.process import _inherited
from tests.unit.plugin_process import Served


def test_the_server_inherits_none_of_a_persons_secrets(tmp_path: Path) -> None:
    home = Home(tmp_path / ".sandbox", tmp_path)
    home.prepare()
    persons = {"PATH": "/bin", "HOME": "/home/x", "PROD_STRIPE_SECRET_KEY": "real", "SLACK_TOKEN": "real"}
    seen = command_environment(home, {}, ambient=_inherited(persons))
    assert seen["HOME"] == "/home/x"
    assert [name for name, value in seen.items() if value == "real"] == []


def test_a_plugin_speaks_to_no_one_who_has_not_started_its_launcher(tmp_path: Path) -> None:
    with Served(tmp_path) as served:
        channel = grpc.insecure_channel(f"127.0.0.1:{served.ports['command']}")
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        with pytest.raises(grpc.RpcError, match="no launcher of this sandbox runs for that"):
            stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
        with pytest.raises(grpc.RpcError, match="run it again"):
            stub.Invoke(provider_pb2.InvokeRequest(tok="command:local:run"))


@pytest.mark.parametrize("git_dir", [None, "", "/usr/bin:/bin"])
def test_a_launchers_mark_counts_while_the_launcher_runs(tmp_path: Path, git_dir: str | None) -> None:
    install(tmp_path, {"vercel": 1}, process=1)
    words = [str(launcher_of(tmp_path, "vercel")), "127.0.0.1:7"]
    environ = {} if git_dir is None else {"GIT_DIR": git_dir}
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=environ
    ) as launcher:
        assert launcher.stdout is not None
        assert launcher.stdout.readline() == b"1\n"
        assert start_of(tmp_path, "vercel", "127.0.0.1:7") == Start(tmp_path, git_dir)
        assert start_of(tmp_path, "command", "127.0.0.1:7") is None
        assert start_of(tmp_path, "vercel", "127.0.0.1:8") is None
    assert start_of(tmp_path, "vercel", "127.0.0.1:7") is None


def test_a_run_that_this_server_has_not_seen_begin_is_told_to_start_over(tmp_path: Path) -> None:
    with Served(tmp_path) as served:
        channel = grpc.insecure_channel(f"127.0.0.1:{served.ports['vercel']}")
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        with pytest.raises(grpc.RpcError, match="was started anew in the middle of this command"):
            stub.Create(provider_pb2.CreateRequest())
        # Of its end there is nothing to tell it.
        assert stub.Cancel(empty_pb2.Empty()) == empty_pb2.Empty()


def test_a_launcher_of_a_sandbox_that_is_gone_says_so_in_one_line(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    install(tmp_path, {"vercel": 1}, gone.pid)
    started = [str(launcher_of(tmp_path, "vercel")), "127.0.0.1:1"]
    done = subprocess.run(started, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "the sandbox is not running: `python -m sandbox start`, then run this again\n"
