"""What happens to each path of each collection."""
