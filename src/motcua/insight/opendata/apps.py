"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class OpendataConfig(RoomConfig):
    """Open data."""

    name = "motcua.insight.opendata"
    label = "opendata"
    verbose_name = "Cổng dữ liệu mở"
    title_en = "Open data"
    summary_vi = "Công bố số liệu của thành phố để mọi người xem, tải về và gọi bằng chương trình; không có dữ liệu cá nhân."
    summary_en = "Publishes the city's figures to look at, download and call by program; no personal data."
    requires = ("datasets",)

    def ready(self) -> None:
        """Show the catalogue in the public menu and in the search of the site."""
        from motcua.insight.opendata import queries
        from motcua.kit import shell

        super().ready()
        shell.menu.add(
            shell.MenuItem(
                key="opendata", label_vi="Dữ liệu mở", label_en="Open data", url_name="opendata_list", audience="public", order=70
            )
        )
        shell.search_sources.add(
            shell.SearchSource(
                key="opendata", label_vi="Dữ liệu mở", label_en="Open data", audience="public", search=queries.search_hits, order=80
            )
        )
