"""How a collection of the source is made anew in the target."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from data.documents import Document
from data.errors import Refused
from data.target.names import is_reserved


class Described(Protocol):
    """What is asked of a collection of the source."""

    @property
    def name(self) -> str:
        """Without the database's."""

    @property
    def kind(self) -> str:
        """`collection`, `view` or `timeseries`."""

    @property
    def options(self) -> Mapping[str, Any]:
        """As `listCollections` gives them."""

    @property
    def indexes(self) -> Sequence[Mapping[str, Any]]:
        """As `listIndexes` gives them."""


# Options of `create` that are part of what a collection means.
_MEANT = {
    "capped",
    "size",
    "max",
    "collation",
    "validator",
    "validationLevel",
    "validationAction",
    "clusteredIndex",
    "changeStreamPreAndPostImages",
}
# How one server stores it, which says nothing about another.
_STORAGE = {"storageEngine", "indexOptionDefaults", "autoIndexId", "flags", "uuid"}


def creation(options: Mapping[str, Any]) -> Document:
    """The arguments of `create`."""
    return {
        key: unversioned(value) if key == "collation" else value
        for key, value in options.items()
        if key in _MEANT
    }


def unversioned(collation: Mapping[str, Any]) -> Document:
    """Without the version of the ICU library, which is the server's own and not to be asked for."""
    return {key: value for key, value in collation.items() if key != "version"}


def refuse_unknown(collections: Sequence[Described]) -> None:
    """Raises Refused for every collection that could not be made as it is, all of them at once."""
    faults = [
        *(
            f"{one.name} is a {one.kind}, which cannot be renamed into its place"
            for one in collections
            if one.kind != "collection"
        ),
        *(f"{one.name} has a name that is reserved here" for one in collections if is_reserved(one.name)),
        *(
            f"{one.name} has the option {option}, which is not known here"
            for one in collections
            if one.kind == "collection"
            for option in sorted(set(one.options) - _MEANT - _STORAGE)
        ),
    ]
    if faults:
        raise Refused(f"the source holds what the target cannot be given: {'; '.join(faults)}")
