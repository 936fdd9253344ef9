"""What sign-on hears."""

from __future__ import annotations

from motcua.foundation.identity import events as identity_events
from motcua.foundation.outbox import api as outbox
from motcua.kit import clock
from motcua.platform.signon import api


@outbox.handles(identity_events.SessionClosed, name="signon.end_session")
def end_session(*, event: identity_events.SessionClosed, meta: outbox.EventMeta) -> None:
    """A session is over: its sign-ins end, and the applications are told."""
    api.end_session(session_id=str(event.session_id), subject_id=event.subject_id, now=clock.now())
