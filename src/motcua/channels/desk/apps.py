"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class DeskConfig(RoomConfig):
    """The officers' desk: home with inbox tabs and counts, keyboard help. Shows what rooms registered; knows none of them."""

    name = "motcua.channels.desk"
    label = "desk"
    verbose_name = "Bàn làm việc của cán bộ"
    title_en = "Officers' desk"
    summary_vi = "Trang đầu của cán bộ: hộp việc theo vai trò, số việc đang chờ, phím tắt."
    summary_en = "Where officers start: inboxes by role, open counts, keyboard."
    requires = ()

    def ready(self) -> None:
        """Put the desk's home first in the officers' menu."""
        from motcua.kit import shell

        super().ready()
        shell.menu.add(
            shell.MenuItem(key="desk.home", label_vi="Bàn làm việc", label_en="Desk", url_name="desk_home", audience="officer", order=1)
        )
