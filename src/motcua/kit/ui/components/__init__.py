"""The components: one folder each, found by :mod:`motcua.kit.ui.registry`."""
