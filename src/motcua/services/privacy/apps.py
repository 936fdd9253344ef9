"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class PrivacyConfig(RoomConfig):
    """Protection of personal data."""

    name = "motcua.services.privacy"
    label = "privacy"
    verbose_name = "Bảo vệ dữ liệu cá nhân"
    title_en = "Protection of personal data"
    summary_vi = "Quyền của chủ thể dữ liệu, sổ đăng ký xử lý, đánh giá tác động và sổ vi phạm theo Luật 91/2025/QH15."
    summary_en = "Rights of data subjects, processing register, impact assessments and breach register under Law 91/2025."
    requires = (
        "identity", "consent", "units", "registers", "audit", "outbox", "files", "messaging", "documents", "signing", "casework",
        "exchange", "signon",
    )  # fmt: skip

    def ready(self) -> None:
        """Register messages, printed papers and what the shell shows."""
        super().ready()
        from motcua.services.privacy.adapters import messages, printed, sources
        from motcua.services.privacy.queries import overseeing
        from motcua.services.privacy.web import shell

        messages.register()
        printed.register()
        sources.register()
        overseeing.register()
        shell.register()
