"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class QualityConfig(RoomConfig):
    """Quality of service."""

    name = "motcua.insight.quality"
    label = "quality"
    verbose_name = "Chất lượng phục vụ"
    title_en = "Quality of service"
    summary_vi = "Chỉ số chất lượng phục vụ người dân, doanh nghiệp theo từng đơn vị, cán bộ, thủ tục; biểu đếm của bộ phận một cửa."
    summary_en = "The index of service quality by unit, officer and procedure; the counting tables of one-stop work."
    requires = ("datasets", "units", "outbox", "registers", "identity", "casework")

    def ready(self) -> None:
        """Show the index in the navigation."""
        from motcua.kit import shell

        super().ready()
        public = shell.MenuItem(
            key="quality.public", label_vi="Chất lượng phục vụ", label_en="Quality of service", url_name="quality_index", audience="public",
            order=61,
        )  # fmt: skip
        own = shell.MenuItem(
            key="quality.officer", label_vi="Chất lượng phục vụ", label_en="Quality of service", url_name="quality_work",
            audience="officer", order=61, group=shell.FIGURES,
        )  # fmt: skip
        shell.menu.add(public)
        shell.menu.add(own)
