"""Machine addresses of messaging."""
