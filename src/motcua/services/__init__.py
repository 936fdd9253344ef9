"""Floor of the house: services (see ARCHITECTURE.md)."""
