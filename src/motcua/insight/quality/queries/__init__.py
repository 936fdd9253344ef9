"""Reads of the quality of service; they return contracts."""
