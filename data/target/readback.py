"""What a collection of the target holds, as it stores it: for the verifier."""

from collections.abc import Iterator
from typing import cast

from data.documents import Batch
from data.framing import count_of
from data.target.address import Target
from data.target.faults import told

# Documents a batch; the server cuts at 16 MiB.
_AT_A_TIME = 5_000


def batches(target: Target, stored: str, collection: str) -> Iterator[Batch]:
    """The documents of `stored`, in batches that say they are of `collection`. Raises Failed."""
    with told(f"reading {collection} back"):
        # pymongo types what it yields as documents; it is their bytes.
        cursor = cast(Iterator[bytes], target.database[stored].find_raw_batches(batch_size=_AT_A_TIME))
        for data in cursor:
            if data:
                yield Batch(collection, data, count_of(data))
