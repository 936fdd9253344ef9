"""Keys, kinds and other issuers, from where they are kept."""
