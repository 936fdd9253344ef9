"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class OutboxConfig(RoomConfig):
    """Events between rooms."""

    name = "motcua.foundation.outbox"
    label = "outbox"
    verbose_name = "Sự kiện"
    title_en = "Events"
    summary_vi = "Ghi sự kiện cùng giao dịch, chuyển đến các phòng, không mất, không lặp tác động."
    summary_en = "Records events with the change, delivers them to the rooms, loses none, repeats no effect."

    def ready(self) -> None:
        """Show the list of parked deliveries to administrators and operators."""
        from motcua.kernel.actors import Role
        from motcua.kit import shell

        super().ready()
        shell.menu.add(
            shell.MenuItem(
                key="outbox.parked", label_vi="Sự kiện", label_en="Events", url_name="outbox_parked",
                audience="officer", roles=frozenset({Role.ADMIN, Role.OPERATOR}), order=90, group=shell.RUNNING,
            )
        )
