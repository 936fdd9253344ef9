"""Verifiable credentials."""
