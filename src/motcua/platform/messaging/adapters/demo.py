"""The demonstration's way out: a visible outbox, so that nothing ever reaches a living person."""

from __future__ import annotations

from django.conf import settings

from motcua.platform.messaging.adapters.port import Outgoing
from motcua.platform.messaging.contracts import Channel, TemporaryFailure
from motcua.platform.messaging.models import DemoDelivery


class DemoPort:
    """Keeps what it takes; refuses to work in a city's installation."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def deliver(self, message: Outgoing) -> None:
        """See ``Port``."""
        if not settings.MOTCUA_DEMO:
            msg = "the demonstration's port is refused here"
            raise TemporaryFailure(msg)
        DemoDelivery.objects.create(
            message_id=message.message_id, channel=self._channel, to_address=message.to_address, subject=message.subject, text=message.text
        )

    def check_config(self) -> list[str]:
        """See ``Port``."""
        return [] if settings.MOTCUA_DEMO else [f"{self._channel} would go to the demonstration's outbox: choose another port"]
