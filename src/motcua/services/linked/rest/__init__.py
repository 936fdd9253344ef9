"""Machine addresses of the room."""
