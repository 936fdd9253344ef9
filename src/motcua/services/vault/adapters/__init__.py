"""What the store reads from outside its tables: the catalogue of kinds, its messages, photographs."""
