"""Machine endpoints of payments."""
