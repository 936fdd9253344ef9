"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class SigningConfig(RoomConfig):
    """Digital signatures."""

    name = "motcua.platform.signing"
    label = "signing"
    verbose_name = "Chữ ký số"
    title_en = "Digital signatures"
    summary_vi = "Ký PDF theo chuẩn PAdES có dấu thời gian, kiểm tra chữ ký, ký niêm phong nhật ký."
    summary_en = "Signs PDFs to PAdES with time stamps, checks signatures, signs the audit log's days."
    requires = ("audit", "files", "outbox", "documents")

    def ready(self) -> None:
        """Offer the development authority, and sign the days of the audit log."""
        from motcua.foundation.audit import api as audit
        from motcua.platform.signing.actions import LogSigner
        from motcua.platform.signing.adapters.demo.installed import InstalledDemo
        from motcua.platform.signing.contracts import authorities

        super().ready()
        authorities.add(InstalledDemo())
        audit.root_signers.add(LogSigner())
