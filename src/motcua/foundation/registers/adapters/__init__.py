"""Where reference data come from."""
