"""Reads of casework: the catalogue, one dossier, the inbox, and whether everything still agrees."""
