"""The store for programs."""
