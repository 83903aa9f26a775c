"""docs/benchmarks.md. Pure."""

from collections.abc import Iterator

from tests.bench.report import Report, Section, sections

COMMAND = "python -m tests.bench"
METHOD = """\
- Ours is `python -m sandbox run -- pulumi …` over `dev`, in a checkout of its own where all three
  environments are up. The floor is plain `pulumi …` over a program that only imports the same SDKs: same
  engine, language host, environment, backend and installed plugins, no resource; ours imports Atlas' SDK only
  where it owns something there. They run in turns; the first run of each does not count.
- CPU is user and system time of the command and of every process that it started, those that outlived their
  parent too. The server is the sandbox's own process with what it started; it is read from before our run
  until after the floor's, so that work done later counts as well. The ratio is ours with the server to the
  floor.
- People are made up (`sandbox/clusters/people`), in all 49 collections of the application, on two genuine
  MongoDB servers on the same machine, one for each side, with 256 MB of cache each. A refresh is
  `python -m ops data refresh`, verification included; its memory is what all its processes hold at once,
  looked at 20 times a second, without the servers'. The sanitizer is the best of three rounds over 30,000
  documents, in CPU seconds, after it has seen 2,000 others.
- `make up` and `ops status` are measured once, where all is up and nothing has to be set up. Each level of
  the tests is run once, with as many workers as `make test` takes; the servers of its sandboxes are in its
  CPU.
- Everything is on loopback. Python keeps its compiled files, as it does by default."""


def page(report: Report) -> str:
    """Markdown: the tables, the machine, the method."""
    lines = [
        "# Benchmarks",
        "",
        f"Made by `{COMMAND} --write`; `make bench` prints the same for your machine. CPU compares between",
        "runs on one machine; time on the clock (wall) depends on what else it does.",
    ]
    for section in sections(report):
        lines += ["", f"## {section.title}", *_markdown(section)]
    if not report.data:
        lines += ["", "Refreshes of people's data were left out (`--no-data`)."]
    if not report.levels:
        lines += ["", "The levels of the tests were left out (`--no-levels`)."]
    lines += ["", "## Measured on", *_machine(report), "", "## How", METHOD]
    return "\n".join([*lines, ""])


def _markdown(section: Section) -> Iterator[str]:
    right = ["---:" if 1 <= column <= section.numbers else "---" for column in range(len(section.header))]
    for cells in (section.header, right, *section.rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _machine(report: Report) -> Iterator[str]:
    found = report.machine
    yield f"- {found.cores} cores of {found.cpu}, {found.memory} of memory, {found.system}"
    yield f"- Python {found.python}, pulumi {found.pulumi}"
    yield f"- {found.date}, commit {found.commit}, load average before it {found.load}"
