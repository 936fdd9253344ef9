"""People, organisations, officers, positions, accounts and log-in."""
