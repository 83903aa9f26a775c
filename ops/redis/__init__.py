"""The Redis of an environment: from one that is shared to one of its own."""
