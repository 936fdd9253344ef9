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
    requires = ("identity", "units", "files", "audit", "outbox", "documents", "signing")

    def ready(self) -> None:
        """Register the printed receipt and what the shell shows."""
        from motcua.kernel.actors import Role
        from motcua.kit import shell

        super().ready()
        from motcua.platform.payments.adapters import templates

        templates.register()
        shell.menu.add(
            shell.MenuItem(
                key="payments.discrepancies",
                label_vi="Đối soát",
                label_en="Reconciliation",
                url_name="payments_discrepancies",
                audience="officer",
                roles=frozenset({Role.ADMIN}),
                order=80,
            )
        )
