"""What the room says and prints."""
