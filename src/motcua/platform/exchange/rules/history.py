"""Pure decisions about the past: what of a change is kept beside it, and whether it can be taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from motcua.platform.exchange.contracts.history import Changed

WINDOW = timedelta(days=30)
SECRET = frozenset({"provider_headers", "adapter", "adapter_secrets"})  # hold credentials: that they changed is told, what they were is not
RIGHT_TERMS = ("purpose", "fields", "valid_from", "valid_until", "pace")
_BACKWARDS = frozenset({
    "exchange.change_service", "exchange.enable_service", "exchange.disable_service", "exchange.register_member",
    "exchange.register_client", "exchange.set_peer", "exchange.remove_peer", "exchange.grant_right", "exchange.revoke_right",
    "exchange.suspend", "exchange.resume", "exchange.set_group", "exchange.remove_group", "exchange.set_gateway",
    "exchange.remove_gateway", "exchange.end_networks", "exchange.change_setting", "exchange.set_event_room", "exchange.remove_event_room",
    "exchange.set_event_type", "exchange.remove_event_type",
})  # fmt: skip
# A new one stays: calls name it.
_NEEDS_BEFORE = frozenset({"exchange.register_member", "exchange.register_client"})
GONE = frozenset({
    "exchange.remove_peer", "exchange.remove_group", "exchange.remove_gateway", "exchange.remove_event_room", "exchange.remove_event_type",
})  # fmt: skip


def change_details(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit log keeps of a change: names of what differs, and its values as JSON text; nothing of credentials."""
    names = sorted(n for n in {*before, *after} if (n in before) != (n in after) or before.get(n) != after.get(n))
    told = [name for name in names if name not in SECRET]
    return {
        "changed": names,
        "before": {name: as_text(before[name]) for name in told if name in before},
        "after": {name: as_text(after[name]) for name in told if name in after},
    }


def as_text(value: Any) -> str:
    """A value as JSON text, always the same for the same value; instants in UTC."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=lambda one: one.astimezone(UTC).isoformat())


def value_of(text: str) -> Any:
    """The value that :func:`as_text` wrote."""
    return json.loads(text)


def changes_in(details: Mapping[str, Any]) -> tuple[Changed, ...]:
    """The changes that an entry of the log tells."""
    before, after = _mapping(details, "before"), _mapping(details, "after")
    names = details.get("changed")
    wanted = [str(n) for n in names] if isinstance(names, list) else sorted({*before, *after})
    return tuple(Changed(name=n, before=str(before.get(n, "")), after=str(after.get(n, ""))) for n in wanted)


def can_go_back(*, action: str, details: Mapping[str, Any], at: datetime, now: datetime) -> bool:
    """Whether an act knows a way back at all; whether the way is still open is asked of the tables."""
    before, after = _mapping(details, "before"), _mapping(details, "after")
    if action not in _BACKWARDS or now - at > WINDOW or details.get("agreement") or not (before or after):
        return False
    changed = details.get("changed")
    if isinstance(changed, list) and SECRET & {str(name) for name in changed}:
        return False
    if action == "exchange.end_networks":  # only an end that came early is taken back, and not beyond the end that there was
        until = value_of(before["networks_until"]) if before else None
        return isinstance(until, str) and now < datetime.fromisoformat(until)
    return bool(before) or action not in _NEEDS_BEFORE


def before_of(details: Mapping[str, Any]) -> dict[str, Any]:
    """The values that held before."""
    return {name: value_of(text) for name, text in _mapping(details, "before").items()}


def after_of(details: Mapping[str, Any]) -> dict[str, Any]:
    """The values that held afterwards."""
    return {name: value_of(text) for name, text in _mapping(details, "after").items()}


def _mapping(details: Mapping[str, Any], name: str) -> dict[str, str]:
    found = details.get(name)
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, Mapping) else {}
