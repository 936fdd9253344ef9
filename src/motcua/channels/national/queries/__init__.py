"""Reads of the national portal's room; they return contracts."""
