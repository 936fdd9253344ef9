"""Floor of the house: platform (see ARCHITECTURE.md)."""
