"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class DevelopersConfig(RoomConfig):
    """Machine clients and webhooks."""

    name = "motcua.channels.developers"
    label = "developers"
    verbose_name = "Nhà phát triển"
    title_en = "Developers"
    summary_vi = "Ứng dụng kết nối qua API: mã truy cập ngắn hạn, webhook có ký, giao diện GovStack."
    summary_en = "Applications that connect by API: short-lived tokens, signed webhooks, the GovStack interface."
    requires = ("units", "identity", "files", "audit", "outbox", "casework", "eforms", "exchange")

    def ready(self) -> None:
        """Answer for bearer tokens; show the pages."""
        from motcua.channels.developers.actions.tokens import Machines, Tokens
        from motcua.channels.developers.policies import ROLES
        from motcua.kit import rest, shell
        from motcua.platform.signon.contracts import machine_clients

        super().ready()
        rest.bearers.add(Tokens())
        machine_clients.add(Machines())
        shell.menu.add(
            shell.MenuItem(
                key="developers.clients", label_vi="Ứng dụng kết nối", label_en="Connected applications", url_name="developers_clients",
                audience="officer", roles=ROLES, order=85, group=shell.RUNNING,
            )
        )  # fmt: skip
