"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class CredentialsConfig(RoomConfig):
    """Verifiable credentials."""

    name = "motcua.platform.credentials"
    label = "credentials"
    verbose_name = "Chứng nhận số kiểm tra được"
    title_en = "Verifiable credentials"
    summary_vi = "Cấp chứng nhận số (SD-JWT VC) của kết quả; người giữ chọn điều cho xem, ai cũng kiểm tra được, kể cả không có mạng."
    summary_en = "Issues credentials (SD-JWT VC) of results; holders choose what to show; anybody can check them, also offline."
    requires = ("audit", "outbox", "identity", "consent")

    def ready(self) -> None:
        """List the holder's credentials on her account page; say what is held about a person."""
        from motcua.foundation.consent.contracts import personal_sources
        from motcua.kit import shell
        from motcua.platform.credentials.queries.personal import CredentialsSource

        super().ready()
        personal_sources.add(CredentialsSource())
        shell.account_links.add(
            shell.AccountLink(
                key="credentials.mine", label_vi="Chứng nhận số", label_en="My credentials", url_name="credentials_list", order=30,
                summary_vi="Cho người khác xem một giấy tờ của bạn: chọn điều họ được biết, họ tự kiểm tra được.",
                summary_en="Show one of your papers to somebody: choose what they learn; they can check it themselves.",
            )
        )  # fmt: skip
