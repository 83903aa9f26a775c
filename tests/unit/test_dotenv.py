"""The file of values that a person keeps beside the stack files: who may read it, and what it may hold."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.dotenv import is_open_to_others, parse_dotenv, read_dotenv
from config.violations import SettingsError

MALFORMED = "is not KEY=value; correct or remove the line, or close its quote"


def write(folder: Path, text: str | bytes, mode: int = 0o600) -> None:
    file = folder / ".env.dev"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    file.chmod(mode)


def refusal(folder: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_dotenv(folder, "dev")
    return [str(fault) for fault in caught.value.violations]


def test_no_file_is_no_values(tmp_path: Path) -> None:
    assert read_dotenv(tmp_path, "dev") == {}


def test_a_file_is_read_as_dotenv_files_are_and_nothing_is_interpolated(tmp_path: Path) -> None:
    text = "# mine\n\nA=plain\nexport B=\"two\\nlines\"\nC='a$A ${A} #b'\nD=$A-${A}#x # why\r\nE=\n"
    write(tmp_path, "\ufeff" + text)
    assert read_dotenv(tmp_path, "dev") == {
        "A": "plain",
        "B": "two\nlines",
        "C": "a$A ${A} #b",
        "D": "$A-${A}#x",
        "E": "",
    }


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610])
def test_a_file_that_others_may_open_is_refused_before_it_is_read(tmp_path: Path, mode: int) -> None:
    write(tmp_path, "secret nonsense", mode)
    assert refusal(tmp_path) == [
        ".env.dev: can be read or changed by other users of this machine, and it holds secrets; "
        "run `chmod 600 .env.dev`"
    ]


def test_only_bits_for_group_and_others_count() -> None:
    assert [is_open_to_others(mode) for mode in (0o100600, 0o100400, 0o100700, 0o100604)] == [
        False,
        False,
        False,
        True,
    ]


def test_every_unusable_line_is_named_and_none_is_shown(tmp_path: Path) -> None:
    write(tmp_path, "A=1\n\n\nhush9\nB='x\n  lower=hush9\n\nA=hush9\nhush9 too\nC=1\n")
    assert refusal(tmp_path) == [
        f".env.dev:4: {MALFORMED}",
        f".env.dev:5: {MALFORMED}",
        f".env.dev:6: {MALFORMED}",
        ".env.dev:8: A: stands in line 1 already; keep one of the two",
        f".env.dev:9: {MALFORMED}",
    ]


def test_a_secret_under_its_name_and_under_the_stacks_is_given_twice(tmp_path: Path) -> None:
    write(tmp_path, "A=1\nDEV_B=1\nPROD_A=another stack's name is another key\nDEV_A=2\nB=\n")
    assert refusal(tmp_path) == [
        ".env.dev:4: DEV_A: stands in line 1 already as A; keep one of the two",
        ".env.dev:5: B: stands in line 2 already as DEV_B; keep one of the two",
    ]


def test_what_is_no_text_file_is_refused_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, b"A=\xff\n")
    assert refusal(tmp_path) == [".env.dev: is not UTF-8 text; save it as such"]
    (tmp_path / ".env.dev").unlink()
    (tmp_path / ".env.dev").mkdir()
    assert refusal(tmp_path) == [".env.dev: cannot be read: Is a directory; correct that"]


@given(st.lists(st.text("aA1=#'\"\\ \n\r\tñ", max_size=8).map(lambda text: f"ñ{text}ñ"), max_size=6))
def test_no_fault_holds_anything_of_the_file_but_names(lines: list[str]) -> None:
    values, found = parse_dotenv("file", "\n".join(["A=1", "A=ñ2", *lines]))
    assert values["A"] == "1"
    assert found
    assert "ñ" not in repr(found)


@given(st.dictionaries(st.from_regex(r"[A-Z][A-Z0-9_]{0,5}", fullmatch=True), st.text('aA1=#"\\ $%{}ñ')))
def test_a_value_in_single_quotes_is_read_as_it_is(values: dict[str, str]) -> None:
    quoted = {key: value.replace("\\", "\\\\") for key, value in values.items()}
    text = "".join(f"{key}='{value}'\n" for key, value in quoted.items())
    assert parse_dotenv("file", text) == (values, [])
