"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class ReportsConfig(RoomConfig):
    """Statutory reports."""

    name = "motcua.insight.reports"
    label = "reports"
    verbose_name = "Báo cáo"
    title_en = "Reports"
    summary_vi = "Các chương của báo cáo hằng năm, mỗi con số có chú thích nêu câu truy vấn và ảnh chụp dữ liệu."
    summary_en = "The chapters of the yearly report; every figure has a footnote that names its query and data snapshot."
    requires = ("indicators", "datasets", "files", "outbox")

    def ready(self) -> None:
        """Show the reports to officers."""
        from motcua.kit import shell

        super().ready()
        shell.menu.add(
            shell.MenuItem(
                key="reports", label_vi="Báo cáo", label_en="Reports", url_name="reports_list", audience="officer", order=65,
                group=shell.FIGURES,
            )
        )
