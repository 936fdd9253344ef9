"""Writes of the national portal's room."""
