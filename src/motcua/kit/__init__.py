"""Django helpers that every room may use: discovery, base models, web edge, registries, clock. Knows no room."""
