"""The board, the wall and their live events."""
