"""Writes of the exchange, by topic."""
