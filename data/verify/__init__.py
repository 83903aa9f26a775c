"""The proof that nothing of the source is in what was loaded; it shares nothing with what sanitized it."""
