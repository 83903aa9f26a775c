"""The command plugin in a run of the engine: it runs what it is told, as the real provider does."""

from collections.abc import Iterator
from pathlib import Path
from sys import executable

import grpc  # type: ignore[import-untyped]
import pytest
from pulumi.runtime.rpc import UNKNOWN

from tests.unit.plugin_process import Engine, Plugin, Served

COMMAND = "command:local:Command"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Iterator[Plugin]:
    with Served(tmp_path_factory.mktemp("pulumi-home")) as served, served.run("command", engine) as plugin:
        yield plugin.configure()


def test_a_command_runs_with_its_environment_folder_and_input(plugin: Plugin, tmp_path: Path) -> None:
    made = plugin.create(
        COMMAND,
        {
            "create": "echo $WORD $HOME $(cat) $(pwd); echo aside >&2",
            "environment": {"WORD": "hello", "HOME": "of-its-own"},
            "stdin": "given",
            "dir": str(tmp_path),
        },
    )
    assert made.state["stdout"] == f"hello of-its-own given {tmp_path}"
    assert made.state["stderr"] == "aside"
    assert plugin.read(made).state == made.state


def test_another_interpreter_gets_the_command_as_its_last_argument(plugin: Plugin) -> None:
    made = plugin.create(COMMAND, {"create": "print(6 * 7)", "interpreter": [executable, "-c"]})
    assert made.state["stdout"] == "42"


def test_an_update_runs_update_or_else_create_and_sees_what_the_last_run_wrote(plugin: Plugin) -> None:
    inputs = {"create": "echo made", "update": "echo after $PULUMI_COMMAND_STDOUT"}
    made = plugin.create(COMMAND, inputs)
    assert plugin.update(made, inputs).state["stdout"] == "after made"
    blind = {**inputs, "addPreviousOutputInEnv": False}
    assert plugin.update(made, blind).state["stdout"] == "after"
    assert plugin.update(made, {"create": "echo again"}).state["stdout"] == "again"


def test_delete_runs_with_the_old_state(plugin: Plugin, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    made = plugin.create(
        COMMAND, {"delete": "echo $WORD > $FILE", "environment": {"WORD": "bye", "FILE": str(mark)}}
    )
    plugin.delete(made)
    assert mark.read_text() == "bye\n"


def test_a_failure_shows_the_exit_code_the_command_and_what_it_wrote(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as failure:
        plugin.create(COMMAND, {"create": "echo out; echo aside >&2; exit 3"})
    text = failure.value.details()
    assert text == "exit status 3: running 'echo out; echo aside >&2; exit 3':\nout\naside\n"


def test_a_folder_that_is_not_there_is_named(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError, match="/not/there"):
        plugin.create(COMMAND, {"create": "true", "dir": "/not/there"})


def test_only_the_wanted_output_is_logged(plugin: Plugin, engine: Engine) -> None:
    for wanted, lines in (("none", []), ("stdout", ["out"]), ("stderr", ["aside"])):
        engine.lines.clear()
        plugin.create(COMMAND, {"create": "echo out; echo aside >&2", "logging": wanted})
        assert engine.lines == lines
    engine.lines.clear()
    plugin.create(COMMAND, {"create": "echo out; echo aside >&2"})
    assert engine.lines == ["out", "aside"]


def test_a_changed_trigger_replaces_and_anything_else_updates(plugin: Plugin) -> None:
    old = {"create": "true", "triggers": ["a"], "environment": {"DIGEST": "1"}}
    assert plugin.diff(COMMAND, old, {**old, "triggers": ["b"]}) == {"triggers[0]": "UPDATE_REPLACE"}
    assert plugin.diff(COMMAND, old, {**old, "environment": {"DIGEST": "2"}}) == {
        "environment.DIGEST": "UPDATE"
    }
    assert plugin.diff(COMMAND, old, old) == {}


def test_the_output_of_a_command_that_was_told_a_secret_is_a_secret(plugin: Plugin) -> None:
    inputs = {"create": "cat", "stdin": "hush-hush", "logging": "none"}
    made = plugin.create(COMMAND, inputs, secret=("stdin",))
    assert made.secrets() == {"stdin", "stdout", "stderr"}
    assert plugin.create(COMMAND, inputs).secrets() == set()


def test_nothing_runs_at_preview(plugin: Plugin, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    made = plugin.create(COMMAND, {"create": f"touch {mark}"}, preview=True)
    assert made.state["stdout"] == UNKNOWN
    assert not mark.exists()


def test_a_child_does_not_inherit_the_way_to_the_plugins_code(plugin: Plugin) -> None:
    check = "import importlib.util as util; print(util.find_spec('sandbox'))"
    made = plugin.create(COMMAND, {"create": check, "interpreter": [executable, "-P", "-c"]})
    assert made.state["stdout"] == "None"


def test_run_answers_with_its_arguments_and_the_output(plugin: Plugin) -> None:
    found = plugin.invoke("command:local:run", {"command": "echo hello"})
    assert found == {"command": "echo hello", "stdout": "hello", "stderr": ""}


def test_a_property_that_the_sandbox_cannot_serve_is_refused(plugin: Plugin) -> None:
    assert plugin.check(COMMAND, {"create": "true", "assetPaths": ["*"]}) == {
        "assetPaths": "the sandbox does not emulate 'assetPaths'"
    }
    assert plugin.check(COMMAND, {"create": "true", "logging": "loud"}) == {
        "logging": "expected one of stdout, stderr, stdoutAndStderr, none"
    }
