"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class AuditConfig(RoomConfig):
    """The audit log."""

    name = "motcua.foundation.audit"
    label = "audit"
    verbose_name = "Nhật ký hệ thống"
    title_en = "Audit log"
    summary_vi = "Ghi ai làm gì, với việc nào, theo căn cứ nào; chỉ ghi thêm, nối chuỗi băm, niêm phong theo ngày."
    summary_en = "Records who did what, to which thing, on what ground; append-only, hash-chained, sealed by the day."
    requires = ("identity", "registers", "outbox")

    def ready(self) -> None:
        """Show the log to administrators and leaders."""
        from motcua.kernel.actors import Role
        from motcua.kit import shell

        super().ready()
        from motcua.foundation.audit.adapters.officers import OfficerNames
        from motcua.foundation.audit.contracts.names import actor_names

        actor_names.add(OfficerNames())
        shell.menu.add(
            shell.MenuItem(
                key="audit.log",
                label_vi="Nhật ký hệ thống",
                label_en="Audit log",
                url_name="audit_log",
                audience="officer",
                roles=frozenset({Role.ADMIN, Role.LEADER}),
                order=92,
                group=shell.RULES,
            )
        )
