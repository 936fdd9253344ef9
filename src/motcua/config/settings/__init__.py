"""Settings of the monolith. ``DJANGO_SETTINGS_MODULE`` is one of ``.demo``, ``.test``, ``.production``."""
