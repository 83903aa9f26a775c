"""Rules that need more than one stack file."""
