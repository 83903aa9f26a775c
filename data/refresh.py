"""A refresh from its beginning to its end: the one order in which the parts of this room are used."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any

from data import job, receipt
from data.ends import Addresses, both
from data.errors import DataError, Failed, Interrupted, Leaked, Refused
from data.job import Job
from data.policy.model import Policy
from data.progress import Progress
from data.reading import Read, dropped, read
from data.receipt import CollectionReceipt, Receipt, Swap
from data.source.model import Source
from data.source.snapshot import Snapshot
from data.target import indexes
from data.target.address import Target
from data.target.guard import open_target, still_marked
from data.target.load import NEW, OLD, Loading, begin
from data.target.names import is_reserved, temporary
from data.target.present import present
from data.target.recover import Outcome
from data.target.recover import recover as recovered
from data.target.swap import Swapped, swap
from data.verify.options import check_options
from data.verify.report import Report, conclude
from data.verifying import read_back, unequal
from data.workers import Workers


@dataclass(frozen=True)
class Surroundings:
    """What whoever calls does around the two databases.

    `before_swap` is called when all is verified and nobody has seen it; it raises DataError to prevent the
    swap. `backup` names what the source can be brought back from. With `dry_run` nothing is swapped in.
    """

    before_swap: Callable[[], None] = lambda: None
    backup: str | None = None
    dry_run: bool = False


ALONE = Surroundings()
_OUTCOMES = {Refused: "refused", Leaked: "leaked", Failed: "failed", Interrupted: "interrupted"}


def refresh(
    addresses: Addresses,
    policy: Policy,
    who: str,
    workers: int,
    progress: Progress,
    surroundings: Surroundings = ALONE,
) -> Receipt:
    """Fill the target with the source, sanitized, and keep a receipt of it there.

    Raises Refused, Failed, Leaked, Interrupted; past the guards each of them leaves a receipt too, and holds
    it.
    """
    run: Run | None = None
    try:
        with both(addresses, policy) as (source, target), Workers(workers) as pool:
            receipt.keep_recovered(target)  # while the journal knows: this run begins it anew
            run = Run(source, target, policy, who, pool, progress, surroundings)
            return _gone(run)
    except KeyboardInterrupt:
        stopped = Interrupted(run.left if run else OLD)
        stopped.receipt = run.kept if run else None
        raise stopped from None


def _gone(run: "Run") -> Receipt:
    try:
        run.go()
    except (DataError, KeyboardInterrupt) as ended:
        error = ended if isinstance(ended, DataError) else Interrupted(run.left)
        # What ended the run is what people must read, also where the receipt cannot be kept any more.
        with suppress(DataError, KeyboardInterrupt):
            error.receipt = run.keep_receipt(error)
        raise error from None
    try:
        return run.keep_receipt(None)
    except Failed as error:
        raise Failed(f"{error}; {NEW}, only its receipt is missing") from None
    except KeyboardInterrupt:
        raise Interrupted(f"{NEW}; `python -m ops data receipts` says if it has its receipt") from None


def look(addresses: Addresses, policy: Policy) -> None:
    """Open both ends with every guard that a refresh has, and close them. Raises Refused, Failed."""
    with both(addresses, policy):
        pass


def verify(addresses: Addresses, policy: Policy, workers: int, progress: Progress) -> Report:
    """Hold the target as it stands against the source as it stands. Raises Refused, Failed, Leaked.

    Both have gone on since the last refresh: how many documents there are, and what refers to what, is not
    compared.
    """
    with both(addresses, policy) as (source, target), Workers(workers) as pool:
        running = Job("verify", policy, b"", secrets.token_bytes(32), "")
        found = read(source, policy, running, pool, progress)
        stored = {name: name for name in present(target) if not is_reserved(name)}
        findings = read_back(found, target, stored, running, pool, progress)
        return conclude(found.memory, findings, policy, same_moment=False)


def recover(target: str) -> Outcome:
    """Make the target of an interrupted refresh wholly old or wholly new. Raises Refused, Failed.

    A swap that is finished has a receipt: of one whose own run could not write it, it is written here.
    It asks for no policy: whatever became of that file meanwhile, a target that is half-way can be mended.
    """
    with closing(open_target(target, None, None, unfinished=True)) as opened:
        outcome = recovered(opened)
        try:
            return replace(outcome, receipt=receipt.keep_recovered(opened))
        except DataError as error:  # what waits for a target that is whole has it
            said = f"{outcome.text}; its receipt is missing still: {error}"
            return Outcome(outcome.state, said, outcome.mended)


class Run:
    """What one refresh has found and done so far."""

    def __init__(
        self,
        source: Source,
        target: Target,
        policy: Policy,
        who: str,
        pool: Workers,
        progress: Progress,
        surroundings: Surroundings,
    ) -> None:
        self.source, self.target, self.policy, self.who = source, target, policy, who
        self._pool, self._progress, self._surroundings = pool, progress, surroundings
        self.name = secrets.token_hex(4)
        # Neither ever leaves this process and its workers: whoever has the key could ask who is who.
        self._job = Job(self.name, policy, secrets.token_bytes(32), secrets.token_bytes(32), target.uri)
        self.started = datetime.now(UTC)
        self.read: Read | None = None
        self.written: Counter[str] = Counter()
        self.report: Report | None = None
        self.swapped: Swapped | None = None
        self.seconds: dict[str, float] = {}
        self.kept: Receipt | None = None

    @property
    def left(self) -> str:
        """Which of the two the target is, where nothing is under way there."""
        return NEW if self.swapped else OLD

    def go(self) -> None:
        """All of it, in the one order there is. Raises Refused, Failed, Leaked, Interrupted."""
        with self._timed("reading"):
            self.read = found = read(self.source, self.policy, self._job, self._pool, self._progress)
            found.inventory.refuse()
        with begin(self.target, self.name, found.structure) as loading:
            with self._timed("loading"):
                self._load(found, loading)
            with self._timed("indexes"):
                self._progress.phase("indexes", 0)
                indexes.build(self.target, self.name, found.structure)
            with self._timed("verifying"):
                self._verify(found)
            if self._surroundings.dry_run:
                loading.drop()
                return
            with self._timed("waiting to swap"):
                self._surroundings.before_swap()
            with self._timed("swapping"):
                self._progress.phase("swapping", 0)
                still_marked(self.target, self.policy.environment)
                loading.verified(receipt.drafted(**self._account(None)))
                self.swapped = swap(loading)

    def _load(self, found: Read, loading: Loading) -> None:
        skipped = dropped(self.policy, found.structure)
        wanted = (size for name, size in found.sizes.items() if name not in skipped)
        self._progress.phase("loading", sum(wanted))
        batches = self.source.all_batches(skipped)
        with closing(self._pool.over(partial(job.load, self._job), batches)) as loaded:
            for batch, count in loaded:
                self.written[batch.collection] += count
                self._progress.advance(len(batch.data), batch.count)
        loading.settled(self.written)

    def _verify(self, found: Read) -> None:
        stored = {one.name: temporary(self.name, one.name) for one in found.structure}
        findings = read_back(found, self.target, stored, self._job, self._pool, self._progress)
        findings.merge(check_options(found.structure, found.memory, findings, self._job.salt))
        # From here on the server deletes what has expired: documents have been counted by now.
        indexes.ttl(self.target, self.name, found.structure)
        different = unequal(self.target, found.structure, stored)
        self.report = conclude(found.memory, findings, self.policy, different)
        if not self.report.passed:
            raise Leaked(
                "\n".join(
                    [
                        "What was loaded does not pass, so it is dropped and the target is as it was:",
                        *(f"  {line}" for line in self.report.failures()),
                    ]
                )
            )

    def keep_receipt(self, error: DataError | None) -> Receipt:
        """Write down at the target how the run ended. Raises Failed."""
        self.kept = receipt.keep(self.target, **self._account(error))
        return self.kept

    def _account(self, error: DataError | None) -> dict[str, Any]:
        """What a receipt of it says by now."""
        return {
            "run": self.name,
            "who": self.who,
            "started": self.started,
            "ended": datetime.now(UTC),
            "outcome": self._outcome(error),
            "reason": str(error or ""),
            "source_kind": "snapshot" if isinstance(self.source, Snapshot) else "archive",
            "source_database": self.source.database,
            "source_cluster_time": self.source.cluster_time(),
            "source_commands": self.source.commands(),
            "backup": self._surroundings.backup,
            "target_database": self.target.database.name,
            "policy_sha256": self.policy.digest,
            "collections": self._collections(),
            "verification": self.report and self.report.as_json(),
            "seconds": self.seconds,
            "swap": self.swapped and Swap(**asdict(self.swapped)),
        }

    def _outcome(self, error: DataError | None) -> str:
        went_well = "tried" if self._surroundings.dry_run else "done"
        return next((word for kind, word in _OUTCOMES.items() if isinstance(error, kind)), went_well)

    def _collections(self) -> dict[str, CollectionReceipt]:
        if self.read is None:
            return {}
        inventory = self.read.inventory
        actions = inventory.actions(self.policy)
        return {
            name: CollectionReceipt(
                documents_in=inventory.documents[name],
                documents_out=self.written[name],
                treatment=self.policy.treatment(name) or "unclassified",
                actions=actions.get(name, {}),
            )
            for name in (one.name for one in self.read.structure)
        }

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        began = monotonic()
        try:
            yield
        finally:
            self.seconds[phase] = round(monotonic() - began, 3)
