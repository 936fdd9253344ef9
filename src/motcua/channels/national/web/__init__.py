"""Pages of the national portal's room."""
