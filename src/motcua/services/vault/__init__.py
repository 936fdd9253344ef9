"""The citizen's own store of issued documents."""
