"""Casework: the procedure catalogue, dossiers, their clocks and their life from submission to hand-back."""
