"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class ConsentConfig(RoomConfig):
    """Purposes, consents and who looked at whose data."""

    name = "motcua.foundation.consent"
    label = "consent"
    verbose_name = "Đồng ý và căn cứ"
    title_en = "Consent and ground"
    summary_vi = "Mỗi lần xem dữ liệu cá nhân có mục đích, căn cứ hoặc sự đồng ý; người dân thấy ai đã xem và rút đồng ý bất cứ lúc nào."
    summary_en = "Every reading of personal data has a purpose and a ground or consent; people see who read and withdraw at any time."
    requires = ("identity", "units", "registers", "audit", "outbox", "files")

    def ready(self) -> None:
        """Tell what the room itself holds about a person, and link its pages."""
        from motcua.foundation.consent.contracts import personal_sources
        from motcua.foundation.consent.queries.source import ConsentSource

        super().ready()
        personal_sources.add(ConsentSource())
        _link_pages()


def _link_pages() -> None:
    from motcua.kernel.actors import Role
    from motcua.kit import shell

    shell.account_links.add(
        shell.AccountLink(
            key="consent.readings", label_vi="Ai đã xem dữ liệu của tôi", label_en="Who looked at my data",
            summary_vi="Cơ quan nào, lúc nào, để làm gì, theo căn cứ nào.", summary_en="Which agency, when, why, on which ground.",
            url_name="consent_readings", order=20,
        )
    )  # fmt: skip
    shell.account_links.add(
        shell.AccountLink(
            key="consent.mine", label_vi="Sự đồng ý của tôi", label_en="My consents",
            summary_vi="Xem, cho và rút sự đồng ý; nội dung đã đồng ý.", summary_en="See, give and withdraw consent; the texts agreed to.",
            url_name="consent_mine", order=30,
        )
    )  # fmt: skip
    counter = ("consent.counter", "Đồng ý tại quầy", "Consent at the counter", "consent_counter")
    shell.menu.add(shell.MenuItem(*counter, audience="officer", roles=frozenset({Role.RECEPTION}), order=62, group=shell.PAPERS))
    oversight = ("consent.oversight", "Giám sát dữ liệu", "Use of data", "consent_oversight")
    shell.menu.add(shell.MenuItem(*oversight, audience="officer", roles=frozenset({Role.ADMIN, Role.LEADER}), order=91, group=shell.RULES))
