"""What the editor shows in the frame of the desk: a menu item for administrators."""

from __future__ import annotations

from motcua.kernel.actors import Role
from motcua.kit import shell

ADMINS = frozenset({Role.ADMIN})


def register() -> None:
    """Add the menu item."""
    shell.menu.add(
        shell.MenuItem(
            key="casework.definitions", label_vi="Quy trình thủ tục", label_en="Procedure definitions", url_name="casework_definitions",
            audience="officer", roles=ADMINS, order=60, group=shell.RULES,
        )
    )
