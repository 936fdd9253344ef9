"""Edge of the shared warehouse."""
