"""How large a stack file may be: to the byte what Linux takes in one variable of a program's environment."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.parse import read_stack_file
from config.size import LIMIT, too_large
from config.violations import SettingsError
from tests.conftest import StackFiles
from tests.ops_command import ops

# `{"shop:a":"` and `"}` around a value.
AROUND = len('{"shop:a":""}')


def is_refused(config: dict[str, Any]) -> bool:
    return bool(too_large("Pulumi.dev.yaml", "shop", config))


@pytest.mark.skipif(
    sys.platform != "linux" or os.sysconf("SC_PAGE_SIZE") != 4096,
    reason="Linux has it so, with pages of 4 KiB",
)
def test_the_limit_is_what_the_kernel_takes() -> None:
    started = subprocess.run(["/bin/true"], env={"PULUMI_CONFIG": "x" * LIMIT}, check=False)
    assert started.returncode == 0
    with pytest.raises(OSError, match="Argument list too long"):
        subprocess.run(["/bin/true"], env={"PULUMI_CONFIG": "x" * (LIMIT + 1)}, check=False)


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("y", 1),
        ("ü", 2),
        ('"', 2),
        ("<", 6),
        ("\n", 2),
        # An object is JSON inside JSON: each of its quotes is escaped.
        ({"k": "<é"}, len(r"{\"k\":\"\\u003cé\"}") + 1),
        ([True, 5, "a"], len(r"[true,5,\"a\"]")),
        (True, 4),
    ],
)
def test_a_value_counts_as_pulumi_writes_it(value: Any, size: int) -> None:
    # Seen with pulumi 3.259: the variable of a program that printed it was the same to the byte.
    rest = LIMIT - AROUND - size - len(',"shop:b":""')
    assert not is_refused({"a": value, "b": "x" * rest})
    assert is_refused({"a": value, "b": "x" * (rest + 1)})


def test_a_secret_counts_as_its_text_and_another_namespace_under_its_own_name() -> None:
    encrypted = {"secure": "v1:AAAAAAAAAAAAAAAA:" + "A" * 34}  # 25 bytes: 9 of text and a tag of 16
    rest = LIMIT - AROUND - 9 - len(',"other:b":""')
    assert not is_refused({"a": encrypted, "other:b": "x" * rest})
    assert is_refused({"a": encrypted, "other:b": "x" * (rest + 1)})


def test_a_stack_file_that_pulumi_could_not_hand_over_is_refused_at_its_largest_key(tmp_path: Path) -> None:
    values = StackFiles()["dev"]
    values["env"] = {f"LONG_{number}": "x" * 1000 for number in range(150)}
    (tmp_path / "Pulumi.yaml").write_text("name: shop\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": values}), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_stack_file(tmp_path, "dev")
    (found,) = caught.value.violations
    assert (found.file, found.key) == ("Pulumi.dev.yaml", "env")
    assert "131057 is the most" in found.what
    done = ops("check", "--folder", str(tmp_path))
    assert done.returncode == 2
    assert "argument list too long" in done.stdout
