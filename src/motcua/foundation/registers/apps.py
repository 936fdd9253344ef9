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
        """Offer the pages; a demonstration runs on a clock kept in the database, the same in every process."""
        super().ready()
        _offer_pages()
        if settings.MOTCUA_DEMO:
            from motcua.foundation.registers import api
            from motcua.kit import clock

            clock.provide(api.demo_now)


def _offer_pages() -> None:
    from motcua.kernel.actors import Role
    from motcua.kit import shell

    admins = frozenset({Role.ADMIN})
    calendar = ("registers.calendar", "Lịch làm việc", "Working calendar", "registers_calendar")
    rules = ("registers.rules", "Quy định", "Legal rules", "registers_rules")
    shell.menu.add(shell.MenuItem(*calendar, audience="officer", roles=admins, order=88, group=shell.RULES))
    shell.menu.add(shell.MenuItem(*rules, audience="officer", roles=admins, order=89, group=shell.RULES))
