"""The desk: the shell in which officers work."""
