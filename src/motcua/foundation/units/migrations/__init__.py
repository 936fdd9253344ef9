"""Migrations of the units."""
