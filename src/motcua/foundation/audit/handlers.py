"""What the audit log hears by itself: sign-ins."""

from __future__ import annotations

from motcua.foundation.audit import api as audit
from motcua.foundation.identity import events as identity_events
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind


@outbox.handles(identity_events.SessionOpened, name="audit.note_sign_in")
def note_sign_in(*, event: identity_events.SessionOpened, meta: outbox.EventMeta) -> None:
    """Every sign-in stands in the log, with its way and its level; never with a name."""
    actor = Actor(kind=ActorKind(event.kind), subject_id=event.subject_id, level=event.level)
    details = {"method": event.method, "level": event.level, "event": str(meta.event_id)}
    session = f"identity.session:{meta.event_id}"
    audit.record(action="identity.signed_in", object_ref=session, actor=actor, now=event.opened_at, details=details)
