"""What the workers of a run look things up in."""

from multiprocessing.shared_memory import SharedMemory

import pytest

from data.documents import Document, batch_of
from data.job import Job, check_loaded, remembered
from data.policy.load import parse
from tests.unit.verify_policy import SALT, look, remember

POLICY = parse("{environment: staging, collections: {users: {name: person}}}")


def test_a_shared_memory_is_gone_by_name_and_still_looked_into_by_who_holds_it() -> None:
    person: Document = {"name": "Anna Example"}
    memory = remember(person)
    with remembered(memory) as name:
        findings = check_loaded(Job("run", POLICY, b"", SALT, ""), name, batch_of("users", [person]))
    with pytest.raises(FileNotFoundError):
        SharedMemory(name)
    assert findings.leaks == look(memory, person).leaks != {}
