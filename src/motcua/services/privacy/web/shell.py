"""What the room shows in the desk and the portal."""

from __future__ import annotations

from motcua.kit import shell
from motcua.services.privacy.web import carrying


def register() -> None:
    """Add the officers' one entry, the people's one on the page of their account, and the panels of requests."""
    carrying.register()
    shell.account_links.add(
        shell.AccountLink(
            key="privacy.rights", label_vi="Quyền với dữ liệu của tôi", label_en="My data rights", url_name="privacy_rights",
            summary_vi="Xem, sửa, xoá, hạn chế hoặc nhận bản sao dữ liệu cá nhân.",
            summary_en="See, correct, delete, restrict or receive your personal data.", audience="citizen", order=60,
        )
    )
    shell.menu.add(
        shell.MenuItem(
            key="privacy.desk", label_vi="Dữ liệu cá nhân", label_en="Personal data", url_name="privacy_desk", audience="officer", order=82,
            group=shell.RULES,
        )
    )
