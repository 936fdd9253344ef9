"""Outside systems of identity: the e-identity provider."""
