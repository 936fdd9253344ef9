"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class PaymentsConfig(RoomConfig):
    """Fees and charges."""

    name = "motcua.platform.payments"
    label = "payments"
    verbose_name = "Thanh toán"
    title_en = "Payments"
    summary_vi = "Thu phí, lệ phí qua VietQR, nền tảng thanh toán và tiền mặt; đối soát, hoàn phí, biên lai điện tử."
    summary_en = "Fees by VietQR, payment platform and cash; reconciliation, refunds, electronic receipts."
    requires = ("identity", "consent", "units", "files", "audit", "outbox", "documents", "signing")

    def ready(self) -> None:
        """Register the printed receipt and what the shell shows."""
        from motcua.foundation.consent.contracts import personal_sources
        from motcua.kernel.actors import Role
        from motcua.kit import shell

        super().ready()
        from motcua.platform.payments.adapters import templates
        from motcua.platform.payments.queries.personal import PaymentsSource

        templates.register()
        personal_sources.add(PaymentsSource())
        entries = (
            ("cash", "Thu tiền mặt", "Take cash", "payments_cash", {Role.RECEPTION}, 60),
            ("receipts", "Biên lai", "Receipts", "payments_receipts", {Role.RECEPTION, Role.ADMIN}, 78),
            ("refunds", "Hoàn phí", "Refunds", "payments_refunds", {Role.RECEPTION, Role.LEADER, Role.ADMIN}, 79),
            ("discrepancies", "Đối soát", "Reconciliation", "payments_discrepancies", {Role.ADMIN}, 80),
        )
        for key, vi, en, url_name, roles, order in entries:
            shell.menu.add(
                shell.MenuItem(
                    key=f"payments.{key}", label_vi=vi, label_en=en, url_name=url_name, audience="officer", roles=frozenset(roles),
                    order=order, group=None if key == "cash" else shell.FEES,
                )
            )  # fmt: skip
