"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class LinkedConfig(RoomConfig):
    """Linked procedures."""

    name = "motcua.services.linked"
    label = "linked"
    verbose_name = "Liên thông thủ tục"
    title_en = "Linked procedures"
    summary_vi = "Một hồ sơ, nhiều cơ quan: khai sinh xong thì lấy số định danh, đăng ký thường trú và cấp thẻ bảo hiểm y tế cho trẻ."
    summary_en = "One dossier, several agencies: after a birth the personal number, the residence and the health card of the child."
    requires = ("audit", "consent", "outbox", "messaging", "casework", "exchange", "units")

    def ready(self) -> None:
        """Register the panels on dossiers, the officers' tab, what is written to people and what is held of them."""
        super().ready()
        from motcua.foundation.consent.contracts import personal_sources
        from motcua.services.linked.adapters import messages
        from motcua.services.linked.queries import ChainsSource
        from motcua.services.linked.web import panels

        personal_sources.add(ChainsSource())
        messages.register()
        panels.register()
