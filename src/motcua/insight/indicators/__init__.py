"""Indicators: figures of the city, each with its statement, its snapshot and its rows."""
