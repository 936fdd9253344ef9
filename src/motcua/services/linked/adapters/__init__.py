"""What the room reads and writes beside its tables: its declared procedures, its messages."""
