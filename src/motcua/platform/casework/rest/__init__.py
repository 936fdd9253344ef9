"""Machine-readable casework."""
