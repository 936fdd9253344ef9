"""What the store reads from outside its tables: the catalogue of kinds, and its messages."""
