"""Machine-readable forms."""
