"""Component: see ``component.py``."""
