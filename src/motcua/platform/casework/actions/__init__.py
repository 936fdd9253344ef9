"""Writes of casework: one verb = one function = one transaction = its events."""
