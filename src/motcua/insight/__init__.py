"""Floor of the house: insight (see ARCHITECTURE.md)."""
