"""Made-up people and all that they leave in the application's 49 collections."""

from tests.data.people.filling import load
from tests.data.people.stream import documents

__all__ = ["documents", "load"]
