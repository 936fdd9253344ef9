"""Machine endpoints of the national portal's room."""
