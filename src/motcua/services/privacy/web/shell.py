"""What the room shows in the desk and the portal."""

from __future__ import annotations

from motcua.kit import shell


def register() -> None:
    """Add the officers' one entry."""
    shell.menu.add(
        shell.MenuItem(
            key="privacy.desk", label_vi="Dữ liệu cá nhân", label_en="Personal data", url_name="privacy_desk", audience="officer", order=82
        )
    )
