"""Consent and ground: why personal data are read, by whom they were read, and what people agreed to."""
