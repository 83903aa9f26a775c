"""What a refresh of people's data costs: the sanitizer by itself, and from one real server to another.

`python -m tests.bench.data` measures and prints this part alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from secrets import token_bytes

import psutil

from data.documents import Batch, batch_of
from data.policy.load import load
from data.sanitize.sanitizer import Sanitizer
from data.target.marker import mark
from sandbox.clusters import people
from sandbox.lease import hold
from tests.bench.cost import DataCosts, Refreshed
from tests.bench.measure import BenchError, tail
from tests.bench.report import data_sections
from tests.bench.terminal import show
from tests.data.places import Place
from tests.data.servers import start
from tests.engine.rehearsal import ROOT
from toolchain.mongod import ensure
from toolchain.process import Progress

DOCUMENTS, TIMES = 300_000, 5
_SAMPLE, _WARM_UP, _IN_A_BATCH, _ROUNDS = 30_000, 2_000, 2_000, 3
_LOOK_EVERY = 0.05


def measure_data(folder: Path, say: Callable[[str], None]) -> DataCosts:
    """Measure on two servers that end with this process. Raises BenchError, SetupError."""
    say("people's data: the sanitizer by itself")
    speed = sanitizer_speed()
    program = ensure(os.environ, Path(sys.executable), Progress(sys.stderr))
    with hold(folder / "lease") as lease, _unseen():
        production, staging = (start(name, program, Path(lease.name)) for name in ("production", "staging"))
        target = Place.make(staging, "company-staging", ("readWrite", "dbAdmin"))
        mark(target.uri, "staging")
        found = []
        for documents, workers in ((DOCUMENTS, (1, 2)), (DOCUMENTS * TIMES, (2,))):
            say(f"people's data: making {documents:,} documents")
            source = Place.make(production, "company-prod", ("read",))
            people.load(source.database, documents)
            for count in workers:
                say(f"people's data: a refresh of them, workers {count}")
                found.append(_refreshed(source, target, documents, count))
            source.remove()
    return DataCosts(speed, found)


def sanitizer_speed() -> float:
    """Bytes of BSON in a second of one core's; the best of some rounds, each with a key of its own.

    What a sanitizer does once in a process, whatever the size of the source, comes before.
    """
    others, batches = _batches(_WARM_UP, seed=2), _batches(_SAMPLE)
    policy, size = load(), sum(len(batch.data) for batch in batches)
    taken = []
    for _ in range(_ROUNDS):
        sanitize = Sanitizer(policy, token_bytes(32))
        for batch in others:
            sanitize(batch)
        began = time.process_time()
        for batch in batches:
            sanitize(batch)
        taken.append(time.process_time() - began)
    return size / min(taken)


def _batches(documents: int, seed: int = 1) -> list[Batch]:
    found = []
    for name, group in groupby(people.documents(seed, documents), key=itemgetter(0)):
        values = [document for _, document in group]
        parts = (values[at : at + _IN_A_BATCH] for at in range(0, len(values), _IN_A_BATCH))
        found += [batch_of(name, part) for part in parts]
    return found


def _refreshed(source: Place, target: Place, documents: int, workers: int) -> Refreshed:
    command = [sys.executable, "-m", "ops", "data", "refresh", "--yes", "--json", "--workers", str(workers)]
    env = {**os.environ, "DATA_SOURCE_URI": source.uri, "DATA_TARGET_URI": target.uri}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        began, peak = time.monotonic(), 0
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=err) as process:
            while process.poll() is None:
                peak = max(peak, _memory(process.pid))
                time.sleep(_LOOK_EVERY)
        wall = time.monotonic() - began
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            raise BenchError(f"ops data refresh ended with {process.returncode}:\n{tail(err.read())}")
        seconds = json.load(out)["seconds"]
    size = int(source.database.command("dbStats")["dataSize"])
    return Refreshed(documents, size, workers, wall, seconds, peak)


def _memory(pid: int) -> int:
    """Resident bytes of a process and all that it has started; what they share counts for each."""
    found = 0
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                found += each.memory_info().rss
    return found


@contextmanager
def _unseen() -> Iterator[None]:
    """Whoever tidies up after the benchmark (`guard`) leaves the servers to whoever watches over them."""
    kept = os.environ.pop("TMPDIR", None)
    try:
        yield
    finally:
        if kept is not None:
            os.environ["TMPDIR"] = kept


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        show(data_sections(measure_data(Path(scratch), Progress(sys.stderr).say)))
