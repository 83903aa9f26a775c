"""Generated programs: whatever forms are mixed, in whatever nesting, the scan finds what was planted."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from ops.env.scan.model import Dynamic, Place, Read, ScanResult
from ops.env.scan.references import references

# N stands for a name. Each form is a program of its own; braces keep its variables from the others.
READS = (
    "{ use(process.env.N) }",
    "{ use(process?.env?.N) }",
    "{ use(process.env['N'], process.env) }",
    "{ use(process['env'][`N`]) }",
    "{ const { N } = process.env; use(N) }",
    "{ const { N: renamed = 'process.env.NO' } = process.env; use(renamed) }",
    "{ const { env: { ['N']: nested } } = process; use(nested) }",
    "{ let target; ({ N: target } = process.env || {}); use(target) }",
    "{ const env = process.env; use(() => env.N) }",
    "{ const { env: other } = process; const again = other; use(again?.['N']) }",
    "{ const read = ({ N = 1 } = process.env) => N; use(read) }",
    "{ const read = function (env = process.env) { return env.N }; use(read) }",
    "{ use('N' in process.env) }",
)
DYNAMIC = (
    "process.env[N]",
    "process.env[`${N}_KEY`]",
    "...process.env",
    "Object.keys(process.env)",
)
NEITHER = (
    "{ /* process.env.N */ }",
    "{ use('process.env.N', `process.env.N`, /process.env.N/) }",
    "{ const read = (process) => process.env.N; use(read) }",
    "{ const env = use(); use(env.N) }",
    "{ process.env.N = 'set' }",
    "{ use(other.env.N, process.argv.N) }",
    "{ const process = use(); { use(process.env.N) } }",
)
AROUND = (
    "P",
    "{\nP\n}",
    "function f() {\nP\n}",
    "if (use()) {\nP\n} else {\nP\n}",
    "use(async () => {\nP\n});",
)
NAMES = st.from_regex(r"(REACT_APP_)?[A-Z][A-Z0-9_]{0,12}", fullmatch=True)


@dataclass(frozen=True)
class Planted:
    """Lines of a program, with the names and texts that each line plants."""

    source: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def planted_read(form: str, name: str) -> Planted:
    texts = (f"use(process.env['{name}'], process.env)",) if ", process.env)" in form else ()
    return Planted(form.replace("N", name).replace(f"{name}O'", "NO'"), (name,), texts)


def planted_dynamic(form: str, name: str) -> Planted:
    text = form.replace("N", name)
    return Planted(f"{{ use({text}) }}", (), (text,))


LINES = st.one_of(
    st.builds(planted_read, st.sampled_from(READS), NAMES),
    st.builds(planted_dynamic, st.sampled_from(DYNAMIC), NAMES),
    st.builds(lambda form, name: Planted(form.replace("N", name)), st.sampled_from(NEITHER), NAMES),
)


def expected(program: Sequence[Planted], file: str, frontend: bool) -> ScanResult:
    reads, dynamic = set(), set()
    for number, line in enumerate(program, start=1):
        for name in line.names:
            in_browser = frontend or name.startswith("REACT_APP_")
            reads.add(Read(name, "frontend" if in_browser else "server", Place(file, number)))
        for text in line.texts:
            dynamic.add(Dynamic(Place(file, number), "frontend" if frontend else "server", text))
    return ScanResult(frozenset(reads), frozenset(dynamic))


def nested(program: list[Planted], around: Sequence[str]) -> list[Planted]:
    """The program inside the given constructs, the last one outermost."""
    for construct in around:
        program = [
            line for part in construct.split("\n") for line in (program if part == "P" else [Planted(part)])
        ]
    return program


@given(
    program=st.lists(LINES, max_size=12),
    around=st.lists(st.sampled_from(AROUND), max_size=4),
    suffix=st.sampled_from((".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx")),
    frontend=st.booleans(),
)
def test_the_found_set_is_the_planted_set(
    program: list[Planted], around: list[str], suffix: str, frontend: bool
) -> None:
    lines = nested(program, around)
    source = "\n".join(line.source for line in lines)
    file = f"folder/a{suffix}"
    found = references(source.encode(), file, frontend=frontend, prefixes=("REACT_APP_",))
    assert found == expected(lines, file, frontend)
