"""Where reference data of units come from."""
