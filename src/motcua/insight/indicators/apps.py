"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class IndicatorsConfig(RoomConfig):
    """Figures of the city."""

    name = "motcua.insight.indicators"
    label = "indicators"
    verbose_name = "Chỉ số"
    title_en = "Indicators"
    summary_vi = "Các con số của thành phố, mỗi số có câu truy vấn, ảnh chụp dữ liệu và các dòng làm nên nó."
    summary_en = "The figures of the city, each with its statement, its data snapshot and the rows that make it."
    requires = ("datasets", "units", "outbox")

    def ready(self) -> None:
        """Show the indicators in the navigation and let the search box find them."""
        from motcua.insight.indicators.web import search
        from motcua.kit import shell

        super().ready()
        for audience in ("public", "officer"):
            shell.menu.add(
                shell.MenuItem(
                    key=f"indicators.{audience}",
                    label_vi="Chỉ số",
                    label_en="Indicators",
                    url_name="indicators_list",
                    audience=audience,
                    order=60,
                    group=shell.FIGURES if audience == "officer" else None,
                )
            )
        shell.search_sources.add(
            shell.SearchSource(
                key="indicators", label_vi="Chỉ số", label_en="Indicators", audience="public", search=search.search, order=70
            )
        )
