"""The design system as a Django app: templates, static files and the ``{% ui %}`` tag library."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """No tables; components are found in ``components/`` (see :mod:`motcua.kit.ui.registry`)."""

    name = "motcua.kit.ui"
    label = "ui"
    verbose_name = "Giao diện"
