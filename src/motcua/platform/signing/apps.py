"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class SigningConfig(RoomConfig):
    """Digital signatures."""

    name = "motcua.platform.signing"
    label = "signing"
    verbose_name = "Chữ ký số"
    title_en = "Digital signatures"
    summary_vi = "Ký PDF theo chuẩn PAdES có dấu thời gian, người dân ký từ xa, kiểm tra chữ ký công khai, ký niêm phong nhật ký."
    summary_en = "Signs PDFs to PAdES with time stamps, remote signatures of people, a public check, the audit log's days."
    requires = ("audit", "files", "outbox", "documents", "units")

    def ready(self) -> None:
        """Offer the authorities, and sign the days of the audit log."""
        from motcua.foundation.audit import api as audit
        from motcua.kernel.actors import Role
        from motcua.kit import shell
        from motcua.platform.signing.actions import LogSigner
        from motcua.platform.signing.adapters.demo.installed import InstalledDemo
        from motcua.platform.signing.adapters.demo.remote import DemoRemote
        from motcua.platform.signing.adapters.files import FileAuthority
        from motcua.platform.signing.contracts import authorities, remote_signers

        super().ready()
        shell.menu.add(
            shell.MenuItem(
                key="signing.specimens", label_vi="Mẫu chữ ký", label_en="My signature", url_name="signing_specimens", audience="officer",
                roles=frozenset({Role.LEADER, Role.ADMIN}), order=95, group=shell.OWN,
            )
        )
        authorities.add(InstalledDemo())
        authorities.add(FileAuthority())
        remote_signers.add(DemoRemote())
        audit.root_signers.add(LogSigner())
