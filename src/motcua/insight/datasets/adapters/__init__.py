"""The engine as this installation runs it."""
