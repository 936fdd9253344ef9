"""Edge of the units."""
