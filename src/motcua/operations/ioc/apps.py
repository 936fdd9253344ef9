"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class IocConfig(RoomConfig):
    """The operations centre."""

    name = "motcua.operations.ioc"
    label = "ioc"
    verbose_name = "Trung tâm điều hành"
    title_en = "Operations centre"
    summary_vi = "Bảng số liệu trực tiếp: mỗi số có thời điểm, nguồn, cảnh báo khi cũ, và đường về câu truy vấn."
    summary_en = "A live board: each number with its time, its source, a warning when old, and the way back to its query."
    requires = ("outbox", "datasets", "indicators", "exchange")

    def ready(self) -> None:
        """Show the board to operators and leaders."""
        from motcua.kernel.actors import Role
        from motcua.kit import shell

        super().ready()
        shell.menu.add(
            shell.MenuItem(
                key="ioc.board",
                label_vi="Điều hành",
                label_en="Operations",
                url_name="ioc_board",
                audience="officer",
                roles=frozenset({Role.OPERATOR, Role.LEADER}),
                order=60,
            )
        )
