"""Writes: publish a form, start, fill, freeze and forget a draft."""
