"""An outside witness of audit roots."""
