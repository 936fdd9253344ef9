"""Developers: machine clients, webhooks and the registration building block."""
