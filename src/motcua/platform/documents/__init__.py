"""Accessible PDFs from templates: data goes in as data, never as source."""
