"""A time-stamping authority (RFC 3161) below a root of its own."""
