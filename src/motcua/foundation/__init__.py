"""Floor of the house: foundation (see ARCHITECTURE.md)."""
