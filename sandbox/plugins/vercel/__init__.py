"""The plugin that stands in for Vercel's provider."""
