"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class IdentityConfig(RoomConfig):
    """People, officers, accounts."""

    name = "motcua.foundation.identity"
    label = "identity"
    verbose_name = "Định danh"
    title_en = "Identity"
    summary_vi = "Người dân, tổ chức, cán bộ, chức vụ, tài khoản và đăng nhập."
    summary_en = "People, organisations, officers, positions, accounts and log-in."
    requires = ("units", "outbox", "registers", "files")

    def ready(self) -> None:
        """Offer delegations to officers, the pages of officers and what waits for a second administrator to administrators."""
        from motcua.foundation.identity.actions.sealing import renew_secrets, stale_secrets
        from motcua.foundation.identity.queries.factor_resets import waiting_count
        from motcua.kernel.actors import Role
        from motcua.kit import shell
        from motcua.kit.fields import KeptElsewhere, kept_elsewhere

        super().ready()
        kept_elsewhere.add(KeptElsewhere(key="identity.second_factors", stale=stale_secrets, renew=renew_secrets))
        own = ("identity.delegations", "Uỷ quyền của tôi", "My delegations", "identity_delegations")
        staff = ("identity.staff", "Cán bộ và chức vụ", "Officers and posts", "identity_staff")
        for audience in ("citizen", "officer"):
            here = shell.AccountLink(
                key=f"identity.sessions.{audience}", label_vi="Phiên đăng nhập của tôi", label_en="My signed-in sessions",
                summary_vi="Thiết bị nào đang đăng nhập; kết thúc phiên lạ.",
                summary_en="Which devices are signed in; end what you do not know.",
                url_name="identity_sessions", audience=audience, order=30,
            )  # fmt: skip
            shell.account_links.add(here)
        posts = shell.AccountLink(
            key="identity.my_posts", label_vi="Chức vụ của tôi", label_en="My posts",
            summary_vi="Chức vụ đã, đang và sẽ giữ, với văn bản.", summary_en="Posts that you had, have and will have, with documents.",
            url_name="identity_my_posts", audience="officer", order=20,
        )  # fmt: skip
        shell.account_links.add(posts)
        unit = ("identity.unit_posts", "Chức vụ của đơn vị", "Posts of the unit", "identity_unit_posts")
        shell.menu.add(shell.MenuItem(*unit, audience="officer", roles=frozenset({Role.LEADER}), order=85, group=shell.OWN))
        shell.menu.add(shell.MenuItem(*own, audience="officer", order=80, group=shell.OWN))
        bodies = shell.AccountLink(
            key="identity.organisations", label_vi="Tổ chức tôi làm việc thay", label_en="Organisations I act for",
            summary_vi="Thay mặt doanh nghiệp, tổ chức; uỷ quyền cho người khác.",
            summary_en="Act for a business or organisation; authorise others.",
            url_name="identity_organisations", audience="citizen", order=10,
        )  # fmt: skip
        shell.account_links.add(bodies)
        shell.inbox_tabs.add(
            shell.InboxTab(
                key="identity.resets", label_vi="Đặt lại xác thực chờ xác nhận", label_en="Resets of sign-in to confirm",
                url_name="identity_resets", roles=frozenset({Role.ADMIN}), count=waiting_count, order=60,
            )
        )  # fmt: skip
        shell.menu.add(shell.MenuItem(*staff, audience="officer", roles=frozenset({Role.ADMIN}), order=90, group=shell.RULES))
