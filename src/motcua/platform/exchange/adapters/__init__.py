"""The gateway, as seen from the monolith."""
