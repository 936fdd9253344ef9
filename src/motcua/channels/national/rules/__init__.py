"""Pure decisions of the national portal's room."""
