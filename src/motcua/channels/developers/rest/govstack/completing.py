"""A task of the building block completed: one verb of casework, with what it needs from the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Change, Outcome, Verb


def complete(*, code: str, data: Mapping[str, Any], actor: Actor, now: datetime, key: str) -> Change:
    """Do what ``data`` names (``verb``; without it the main action that is open) on the dossier. ``Invalid``, and the verb's refusals."""
    verb = str(data.get("verb") or _main(code, actor=actor, now=now))
    do = _VERBS.get(verb)
    if do is None:
        raise Invalid(fields={"data.action.verb": (f"Không có việc “{verb}”.", f"There is no action “{verb}”.")})
    return do(data, {"code": code, "actor": actor, "now": now, "idempotency_key": key})


def _main(code: str, *, actor: Actor, now: datetime) -> str:
    ways = casework.available_actions(code=code, actor=actor, now=now)
    return next((w.verb.value for w in ways if w.enabled), "")


def _text(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "")[:4000]


def _decision(data: Mapping[str, Any]) -> Outcome:
    try:
        return Outcome(_text(data, "decision"))
    except ValueError:
        fields = {"data.action.decision": ("Chọn granted hoặc denied.", "Choose granted or denied.")}
        raise Invalid(fields=fields) from None


def _items(data: Mapping[str, Any]) -> list[str]:
    given = data.get("items")
    return [str(item) for item in given[:20]] if isinstance(given, list) else []


_VERBS: Mapping[str, Callable[[Mapping[str, Any], dict[str, Any]], Change]] = {
    Verb.RECEIVE: lambda _, call: casework.receive(**call),
    Verb.REFUSE: lambda data, call: casework.refuse(reason=_text(data, "reason"), **call),
    Verb.REQUEST_SUPPLEMENT: lambda data, call: casework.request_supplement(items=_items(data), reason=_text(data, "reason"), **call),
    Verb.FORWARD: lambda data, call: casework.forward(note=_text(data, "note"), to_step=_text(data, "to_step"), **call),
    Verb.PROPOSE_RESULT: lambda data, call: casework.propose_result(decision=_decision(data), note=_text(data, "note"), **call),
    Verb.SEND_BACK: lambda data, call: casework.send_back(reason=_text(data, "reason"), **call),
    Verb.SIGN_RESULT: lambda data, call: casework.sign_result(decision=_decision(data), note=_text(data, "note"), **call),
    Verb.HAND_BACK: lambda data, call: casework.hand_back(note=_text(data, "note"), **call),
    Verb.WITHDRAW: lambda data, call: casework.withdraw(reason=_text(data, "reason"), **call),
    Verb.STOP: lambda data, call: casework.stop(reason=_text(data, "reason"), **call),
}
