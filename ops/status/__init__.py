"""The environments side by side as they are now."""
