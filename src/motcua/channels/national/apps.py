"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class NationalConfig(RoomConfig):
    """The national public-service portal."""

    name = "motcua.channels.national"
    label = "national"
    verbose_name = "Cổng Dịch vụ công quốc gia"
    title_en = "National public-service portal"
    summary_vi = "Nhận hồ sơ nộp trên Cổng Dịch vụ công quốc gia, báo tiến độ trở lại, đối chiếu hằng đêm."
    summary_en = "Takes in dossiers submitted on the national portal, tells progress back, compares every night."
    requires = ("identity", "consent", "units", "files", "audit", "outbox", "casework")

    def ready(self) -> None:
        """Show the queues to operators and administrators."""
        from motcua.channels.national.policies import ROLES
        from motcua.kit import shell

        super().ready()
        shell.menu.add(
            shell.MenuItem(
                key="national.queues", label_vi="Cổng quốc gia", label_en="National portal", url_name="national_queues",
                audience="officer", roles=ROLES, order=75, group=shell.RUNNING,
            )
        )  # fmt: skip
