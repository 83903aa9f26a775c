"""People's data between two MongoDB addresses: read, sanitized, verified, swapped in. Knows MongoDB only."""
