"""The demonstration's way out: nowhere. What it takes is shown on a page, so that nothing ever reaches a living person."""

from __future__ import annotations

from django.conf import settings

from motcua.platform.messaging.adapters.port import Outgoing
from motcua.platform.messaging.contracts import Channel, TemporaryFailure


class DemoPort:
    """Takes everything in a demonstration, where the sent messages are listed; refuses to work in a city's installation."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def deliver(self, message: Outgoing) -> None:
        """See ``Port``."""
        if not settings.MOTCUA_DEMO:
            msg = f"{message.message_id}: the demonstration's port is refused here"
            raise TemporaryFailure(msg)

    def check_config(self) -> list[str]:
        """See ``Port``."""
        return [] if settings.MOTCUA_DEMO else [f"{self._channel} would go to the demonstration's outbox: choose another port"]
