"""Edge of the indicators."""
