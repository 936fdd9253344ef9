"""Pages and published documents of credentials."""
