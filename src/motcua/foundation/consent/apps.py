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
    requires = ("identity", "units", "registers", "audit", "outbox")

    def ready(self) -> None:
        """Tell what the room itself holds about a person."""
        from motcua.foundation.consent.contracts import personal_sources
        from motcua.foundation.consent.queries.source import ConsentSource

        super().ready()
        personal_sources.add(ConsentSource())
