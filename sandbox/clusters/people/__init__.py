"""Made-up people and all that they leave in the application's 49 collections."""

from sandbox.clusters.people.filling import load
from sandbox.clusters.people.stream import documents

__all__ = ["documents", "load"]
