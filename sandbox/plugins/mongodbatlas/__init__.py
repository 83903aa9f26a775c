"""The plugin that stands in for MongoDB Atlas' provider."""
