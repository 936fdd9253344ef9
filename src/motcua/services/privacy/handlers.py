"""What the room hears."""

from __future__ import annotations

from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import events as registers_events
from motcua.kit import clock
from motcua.services.privacy import api


@outbox.handles(registers_events.RuleAmended, name="privacy.follow_rule")
def follow_rule(*, event: registers_events.RuleAmended, meta: outbox.EventMeta) -> None:
    """Amended days of data requests rule the procedures from their first day on."""
    api.follow_rule(code=event.code, effective_from=event.effective_from, source=event.source, now=clock.now())
