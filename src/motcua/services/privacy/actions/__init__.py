"""Writes of the room: one verb, one function, one transaction, its events."""
