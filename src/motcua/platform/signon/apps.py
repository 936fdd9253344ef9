"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class SignonConfig(RoomConfig):
    """The platform as OpenID provider."""

    name = "motcua.platform.signon"
    label = "signon"
    verbose_name = "Đăng nhập một lần"
    title_en = "Single sign-on"
    summary_vi = "Các hệ thống khác của thành phố đăng nhập qua Một Cửa: OpenID Connect, chỉ chuyển thông tin người dùng đồng ý."
    summary_en = "The city's other systems sign people in through Một Cửa: OpenID Connect, telling only what the person agreed to."
    requires = ("units", "identity", "consent", "audit", "outbox")

    def ready(self) -> None:
        """Offer the person's page on the account. The administrator's is a tab of the connected applications."""
        from motcua.foundation.consent.contracts import personal_sources, resting_on_consent
        from motcua.kit import shell
        from motcua.platform.signon.actions.personal import SignonConsent, SignonSource

        super().ready()
        personal_sources.add(SignonSource())
        resting_on_consent.add(SignonConsent())
        for audience in ("citizen", "officer"):
            link = shell.AccountLink(
                key=f"signon.mine.{audience}", label_vi="Ứng dụng đã đăng nhập", label_en="Applications I signed in to",
                summary_vi="Hệ thống nào đã nhận thông tin gì của bạn, lúc nào; rút lại.",
                summary_en="Which system got which information about you and when; withdraw.", url_name="signon_mine", audience=audience,
                order=40,
            )  # fmt: skip
            shell.account_links.add(link)
