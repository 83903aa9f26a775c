"""Each way to read the environment, one program at a time."""

import pytest

from ops.env.scan.model import Place, Read, ScanResult, Unclear
from ops.env.scan.references import references

CRA = ("REACT_APP_",)
NOTHING: tuple[list[str], list[str]] = ([], [])


def found(source: str, file: str = "a.js") -> tuple[list[str], list[str]]:
    """The names that are read and the texts of what is dynamic, both sorted."""
    result = references(source.encode(), file, frontend=False, prefixes=CRA)
    assert result.unclear == frozenset()
    return sorted(read.name for read in result.reads), sorted(use.text for use in result.dynamic)


@pytest.mark.parametrize(
    "source",
    [
        "process.env.X",
        "process?.env?.X",
        "process\n  .env\n  .X",
        'process.env["X"]',
        "process.env?.['X']",
        "process.env[`X`]",
        "process['env'].X",
        "(process.env || {}).X",
        "(process.env ?? {}).X",
        "typeof process !== 'undefined' && process.env && process.env.X",
        "globalThis.process.env.X",
        "require('process').env.X",
        "'X' in process.env",
        "process.env.hasOwnProperty('X')",
        "process.env.X += 'more'",
        "`url: ${process.env.X}`",
        "const { X } = process.env",
        "const { X = 'y' } = process.env",
        "const { X: renamed = 'y' } = process.env",
        "const { ['X']: renamed, } = process.env || {}",
        "const { env: { X } } = process",
        "const { env: { X } = {} } = process",
        "let a; ({ X: a } = process.env)",
        "let a; ({ X: a.b = 1 } = process.env)",
        "const f = ({ X } = process.env) => X",
        "function f(a, { X: b = 1 } = process.env) {}",
        "const env = process.env; env.X",
        "const { env } = process; env.X",
        "const { env: e } = process; const copy = e; copy.X",
        "let env; env = process.env; env.X",
        "function f(env = process.env) { return () => env.X }",
        "const env = given ? process.env : {}; env.X",
        "import { env as e } from 'node:process'; e.X",
        "import node from 'process'; node.env.X",
        "import { default as node } from 'process'; node.env.X",
        "import * as node from 'process'; node.env.X",
        "if (a) { const env = {}; env.NO } else { const env = process.env; env.X }",
        "{ var env = process.env } env.X",
        "const env = ready && process.env; env.X",
        "import.meta.env.X",
    ],
)
def test_a_read_by_name_is_found_in_each_form(source: str) -> None:
    assert found(source) == (["X"], [])
    assert found(source, "a.ts") == (["X"], [])


@pytest.mark.parametrize(
    "source",
    [
        "process.env!.X",
        "(process.env as Env).X",
        "const { X } = process.env as Record<string, string>",
        "const env = process.env satisfies Env; env.X",
        "(<Env>process.env).X",
        "const f = ({ X }: Env = process.env) => X",
        "class A { constructor(env: Env = process.env) { env.X } }",
    ],
)
def test_types_around_the_environment_hide_nothing(source: str) -> None:
    assert found(source, "a.ts") == (["X"], [])


@pytest.mark.parametrize(
    "source",
    [
        "// process.env.X",
        "/* const { X } = process.env */",
        "'process.env.X' + `process.env.X`",
        "/process.env.X/",
        "const a = <p>process.env.X</p>",
        "other.env.X; process.argv.X; env.X; a.process.env.X",
        "process.env.X = 'y'; delete process.env.X; process.env[a] = 'y'",
        "function f(process) { return process.env.X }",
        "const env = process.env; function f(env) { return env.X }",
        "const env = process.env; all.map(env => env.X)",
        "const env = process.env; try {} catch (env) { env.X }",
        "const env = process.env; for (const env of all) { env.X }",
        "const env = process.env; { let env = {}; env.X }",
        "import process from './process'; process.env.X",
        "if (process.env) {} typeof process.env; process.env === undefined",
        "process.env ? 1 : 2",
        "({ a: process.env.X } = other); [process.env.X] = other",
        "const env = process.env",
        "let a = b, b = a; a.X",
    ],
)
def test_what_only_looks_like_a_read_is_none(source: str) -> None:
    assert found(source) == NOTHING


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("process.env[name]", "process.env[name]"),
        ("process.env[`${p}_KEY`]", "process.env[`${p}_KEY`]"),
        ("a = { ...process.env }", "...process.env"),
        ("Object.keys(process.env)", "Object.keys(process.env)"),
        ("start('node', {\n  env: process.env })", "env: process.env"),
        ("const env = process.env; check(env)", "check(env)"),
        ("const env = process.env; a = { env }", "env"),
        ("for (const name in process.env) { use(name) }", "process.env"),
        ("const { [name]: a } = process.env", "[name]"),
        ("const { ...rest } = process.env", "...rest"),
        ("name in process.env", "name in process.env"),
        ("process.env.hasOwnProperty(name)", "process.env.hasOwnProperty(name)"),
        ("export const env = process.env", "env = process.env"),
        ("const env = process.env; export { env }", "env"),
        ("export default process.env", "export default process.env"),
        ("this.env = process.env", "this.env = process.env"),
        ("env = process.env", "env = process.env"),
        ("const [a] = [process.env]", "[process.env]"),
        (
            f"check(process.env, '{'long ' * 20}')",
            "check(process.env, 'long long long long long long long long…",
        ),
    ],
)
def test_what_cannot_be_told_is_shown_as_it_stands(source: str, text: str) -> None:
    assert found(source) == ([], [text])


def test_a_field_of_a_class_hands_the_environment_on() -> None:
    source = "class A { constructor(private env = process.env) {} }"
    assert found(source, "a.ts") == ([], ["private env = process.env"])


def test_what_a_rest_takes_is_read_through_it() -> None:
    assert found("const { A, ...rest } = process.env; rest.B") == (["A", "B"], ["...rest"])


@pytest.mark.parametrize(
    ("source", "file", "frontend", "side"),
    [
        ("process.env.X", "server/a.js", False, "server"),
        ("process.env.X", "client/a.js", True, "frontend"),
        ("process.env.REACT_APP_X", "server/a.js", False, "frontend"),
        ("import.meta.env.X", "server/a.js", False, "frontend"),
    ],
)
def test_the_reader_follows_from_the_folder_and_from_the_name(
    source: str, file: str, frontend: bool, side: str
) -> None:
    assert {
        read.side for read in references(source.encode(), file, frontend=frontend, prefixes=CRA).reads
    } == {side}


def test_a_template_reads_what_the_build_fills_in() -> None:
    source = b"<p>\n%REACT_APP_A%<!-- %REACT_APP_B%\n --> %REACT_APP_C% %OTHER% 100% %PUBLIC_URL%/"
    assert references(source, "index.html", frontend=False, prefixes=CRA) == ScanResult(
        frozenset(
            {
                Read("REACT_APP_A", "frontend", Place("index.html", 2)),
                Read("REACT_APP_C", "frontend", Place("index.html", 3)),
                Read("PUBLIC_URL", "frontend", Place("index.html", 3)),
            }
        )
    )


@pytest.mark.parametrize("source", [b"a(\nb {", b"\xff\xfe\x00p\x00r", b"const = process.env.X", b"\x00"])
def test_a_file_that_cannot_be_parsed_is_part_of_the_result(source: bytes) -> None:
    why = "cannot be parsed here, so reads may be missing from the result; correct the file"
    assert references(source, "a.js", frontend=False, prefixes=CRA).unclear == {
        Unclear(Place("a.js", 1), why)
    }


def test_what_the_parser_could_not_place_is_no_read() -> None:
    result = references(b"process.env.A\n)) process.env.B ((", "a.js", frontend=False, prefixes=CRA)
    assert {read.name for read in result.reads} == {"A"}


def test_an_expression_without_end_is_followed() -> None:
    assert found("const env = process.env" + " || other" * 5000 + "; env.X") == (["X"], [])
    assert found("(" * 5000 + "process.env" + ")" * 5000 + ".X") == (["X"], [])


def test_a_pattern_without_end_is_part_of_the_result() -> None:
    source = b"const " + b"{a: " * 5000 + b"b" + b"}" * 5000 + b" = process.env"
    why = "one pattern is nested too deeply to be followed; split it"
    unclear = frozenset({Unclear(Place("a.js", 1), why)})
    assert references(source, "a.js", frontend=False, prefixes=CRA) == ScanResult(unclear=unclear)


def test_a_long_chain_is_followed_to_its_one_end() -> None:
    shown = "use(process.env || process.env || process.env || process.en…"
    assert found("use(" + "process.env || " * 3000 + "process.env.X)") == (["X"], [shown])
