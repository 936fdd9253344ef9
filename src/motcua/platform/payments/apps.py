"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class PaymentsConfig(RoomConfig):
    """Fees and charges."""

    name = "motcua.platform.payments"
    label = "payments"
    verbose_name = "Thanh toán"
    title_en = "Payments"
    summary_vi = "Thu phí, lệ phí bằng mã VietQR, nhận báo có có chữ ký, đối soát với sao kê ngân hàng."
    summary_en = "Fees by VietQR, signed notifications from the bank, reconciliation with its statement."
    requires = ("identity", "outbox")

    def ready(self) -> None:
        """Show the list of discrepancies to administrators."""
        from motcua.kernel.actors import Role
        from motcua.kit import shell

        super().ready()
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
