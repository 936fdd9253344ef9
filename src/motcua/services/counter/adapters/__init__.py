"""The counter's way to carried data, printed slips and one-time codes."""
