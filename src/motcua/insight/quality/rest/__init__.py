"""Edge of the quality of service."""
