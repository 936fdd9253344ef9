"""Sources of known facts that the room itself has."""
