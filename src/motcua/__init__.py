"""Một Cửa: an open, self-hostable digital-government platform for a city."""

__version__ = "0.1.0"
