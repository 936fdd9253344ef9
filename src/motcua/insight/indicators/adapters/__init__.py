"""Where definitions come from."""
