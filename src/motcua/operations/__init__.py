"""Floor of the house: operations (see ARCHITECTURE.md)."""
