"""Reads of the room; they return contracts."""
