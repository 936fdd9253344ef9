"""Linked procedures: one dossier, several agencies."""
