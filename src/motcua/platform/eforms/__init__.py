"""Electronic forms: what is asked, what was typed, and what was frozen into a dossier."""
