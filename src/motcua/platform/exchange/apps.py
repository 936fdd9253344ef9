"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class ExchangeConfig(RoomConfig):
    """The data exchange."""

    name = "motcua.platform.exchange"
    label = "exchange"
    verbose_name = "Trục liên thông dữ liệu"
    title_en = "Data exchange"
    summary_vi = "Gọi dữ liệu của cơ quan khác qua cổng liên thông, có quyền, có chữ ký, có nhật ký; không hỏi lại điều đã biết."
    summary_en = "Calls other agencies' data through the gateway, with rights, signatures and a log; asks nobody twice."
    requires = ("audit", "identity", "consent", "outbox", "units", "eforms")

    def ready(self) -> None:
        """Offer the population register to forms and the page to operators."""
        from motcua.kernel.actors import Role
        from motcua.kit import rest, shell
        from motcua.platform.eforms.contracts import prefillers
        from motcua.platform.exchange.actions.gateway_tokens import GatewayTokens
        from motcua.platform.exchange.api import PopulationPrefiller

        super().ready()
        prefillers.add(PopulationPrefiller())
        rest.bearers.add(GatewayTokens())
        shell.menu.add(
            shell.MenuItem(
                key="exchange.log",
                label_vi="Trục liên thông",
                label_en="Data exchange",
                url_name="exchange_log",
                audience="officer",
                roles=frozenset({Role.ADMIN, Role.OPERATOR}),
                order=80,
                group=shell.RUNNING,
            )
        )
        shell.menu.add(
            shell.MenuItem(
                key="exchange.sharing",
                label_vi="Chia sẻ dữ liệu",
                label_en="Data sharing",
                url_name="exchange_requests",
                audience="officer",
                roles=frozenset({Role.LEADER, Role.APPRAISER}),
                order=81,
                group=shell.RUNNING,
            )
        )
