"""The way out to subscribers."""
