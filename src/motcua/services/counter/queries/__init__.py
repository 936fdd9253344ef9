"""Reads of the counter; they return contracts."""
