"""Floor of the house: channels (see ARCHITECTURE.md)."""
