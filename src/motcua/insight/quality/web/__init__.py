"""Pages of the quality of service."""
