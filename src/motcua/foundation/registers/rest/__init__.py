"""Edge of the registers."""
