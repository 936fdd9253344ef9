"""Pages for officers: inbox, dossier desk, files."""
