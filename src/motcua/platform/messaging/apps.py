"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class MessagingConfig(RoomConfig):
    """Messages to people."""

    name = "motcua.platform.messaging"
    label = "messaging"
    verbose_name = "Thông báo"
    title_en = "Messages"
    summary_vi = "Thông báo tới người dân trong hộp thư, qua SMS và thư điện tử; mỗi thông báo gửi nhiều nhất một lần."
    summary_en = "Messages to people in the inbox, by SMS and e-mail; each is sent at most once."
    requires = ("audit", "identity", "consent", "outbox")

    def ready(self) -> None:
        """Show the inbox in the citizen's menu and what is unread on the home page."""
        from motcua.foundation.audit.contracts import couriers
        from motcua.foundation.consent.contracts import personal_sources, resting_on_consent
        from motcua.kit import shell
        from motcua.platform.messaging.actions.personal import MessagesConsent, MessagesSource
        from motcua.platform.messaging.adapters.roots import RootCourier
        from motcua.platform.messaging.web.cards import officers_card, unread_card

        super().ready()
        couriers.add(RootCourier())
        personal_sources.add(MessagesSource())
        resting_on_consent.add(MessagesConsent())
        shell.menu.add(
            shell.MenuItem(
                key="messaging.inbox", label_vi="Thông báo", label_en="Messages", url_name="messaging_inbox", audience="citizen", order=60
            )
        )
        shell.menu.add(
            shell.MenuItem(
                key="messaging.officer", label_vi="Thông báo", label_en="Messages", url_name="messaging_officer_inbox", audience="officer",
                order=60,
            )
        )
        shell.home_cards.add(shell.HomeCard(key="messaging.officer", audience="officer", render=officers_card, order=5))
        shell.home_cards.add(shell.HomeCard(key="messaging.unread", audience="citizen", render=unread_card, order=20))
