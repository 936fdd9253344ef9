"""The operations centre: one live board of the city's numbers."""
