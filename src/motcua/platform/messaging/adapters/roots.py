"""Roots of the audit log leave by the same way as every other e-mail; the audit room asks for it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from motcua.foundation.audit.contracts import WitnessAway
from motcua.platform.messaging.adapters import Attached, Outgoing, port_for
from motcua.platform.messaging.contracts import Channel, PermanentFailure, TemporaryFailure

_JSON_LINES = "application/x-ndjson"


class RootCourier:
    """See ``audit.contracts.Courier``."""

    key = "messaging"

    def send(self, *, message_id: UUID, to: str, subject: str, text: str, name: str, content: bytes) -> None:
        """Whatever the mail server did not say yes to is sent again: a root twice harms nothing, one that is missing does."""
        attached = (Attached(name=name, mime=_JSON_LINES, content=content),)
        mail = Outgoing(message_id=message_id, to_address=to, subject=subject, text=text, attached=attached)
        try:
            port_for(Channel.EMAIL).deliver(mail)
        except (TemporaryFailure, PermanentFailure, ImproperlyConfigured, OSError) as failure:
            raise WitnessAway(reason=f"{to}: {failure}"[:200]) from failure

    def check_config(self) -> str:
        """See ``Courier``."""
        try:
            return "; ".join(port_for(Channel.EMAIL).check_config())
        except ImproperlyConfigured as wrong:
            return str(wrong)
