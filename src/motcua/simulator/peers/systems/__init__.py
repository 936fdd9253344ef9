"""Every other declared system: one generic peer that answers from the declarations, with made-up data."""
