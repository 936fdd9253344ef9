"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class CounterConfig(RoomConfig):
    """The one-stop counter."""

    name = "motcua.services.counter"
    label = "counter"
    verbose_name = "Quầy một cửa"
    title_en = "One-stop counter"
    summary_vi = "Số thứ tự, gọi số, màn hình chờ, đặt lịch hẹn, ngày chỉ nhận trực tuyến của bộ phận một cửa."
    summary_en = "Tickets, calling, waiting-room screens, appointments and online-only days of the one-stop desk."
    requires = ("identity", "units", "registers", "audit", "outbox", "messaging", "documents", "consent")

    def ready(self) -> None:
        """Register messages, the slip and what the shell shows."""
        super().ready()
        from motcua.foundation.consent.contracts import personal_sources
        from motcua.services.counter.adapters import messages, printed
        from motcua.services.counter.queries.personal import AppointmentsSource
        from motcua.services.counter.web import shell

        personal_sources.add(AppointmentsSource())
        messages.register()
        printed.register()
        shell.register()
