"""Pure decisions of the room; each cites its law."""
