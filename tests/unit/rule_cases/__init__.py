"""For every rule the smallest change of the committed stack files that breaks it, and what is said then."""
