"""Definitions in, Word documents out."""
