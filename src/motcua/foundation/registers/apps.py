"""Declaration of the room."""

from django.conf import settings

from motcua.kit.rooms import RoomConfig


class RegistersConfig(RoomConfig):
    """Catalogues, legal rules, calendar, demo clock."""

    name = "motcua.foundation.registers"
    label = "registers"
    verbose_name = "Danh mục dùng chung"
    title_en = "Registers"
    summary_vi = "Danh mục, quy định có thời hạn hiệu lực và nguồn, lịch làm việc, đồng hồ trình diễn."
    summary_en = "Catalogues, legal rules with effective dates and sources, the working calendar, the demonstration clock."
    requires = ("units", "outbox")

    def ready(self) -> None:
        """A demonstration runs on a clock kept in the database, the same in every process."""
        super().ready()
        if settings.MOTCUA_DEMO:
            from motcua.foundation.registers import api
            from motcua.kit import clock

            clock.provide(api.demo_now)
