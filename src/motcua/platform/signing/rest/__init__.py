"""The public check of signatures for programs."""
