"""Content-addressed files: what people upload and what the city issues, kept once, never altered."""
