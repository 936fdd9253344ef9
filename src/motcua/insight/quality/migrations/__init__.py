"""Migrations of the quality of service."""
