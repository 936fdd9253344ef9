"""Pure decisions of the counter."""
