"""The portal: the shell in which people reach the city."""
