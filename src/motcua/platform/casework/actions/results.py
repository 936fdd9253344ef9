"""The result: decided and signed by the leader, then handed back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.platform.casework.actions import opinions, routing, sheets
from motcua.platform.casework.actions.core import Held, perform, publish, record, written_reason
from motcua.platform.casework.contracts import Change, EventKind, Outcome, StepAction, Verb
from motcua.platform.casework.events import DossierHandedBack, DossierResolved, DossierResolvedInTime
from motcua.platform.casework.models import Result
from motcua.platform.casework.queries.answers import answers_of
from motcua.platform.casework.rules import clock
from motcua.platform.documents import api as documents
from motcua.platform.signing import api as signing

DENIAL = "casework/denial"


def sign_result(
    *, code: str, decision: Outcome, actor: Actor, now: datetime, note: str = "", idempotency_key: str = ""
) -> Change:
    """Decide, render the result, sign it as the leader and issue it (→ 9). A denial is a signed notice with its grounds.

    The signature is idempotent on the dossier, so a repetition after a crash signs the same document, not a second one.
    """
    outcome = Outcome(decision)
    if outcome is Outcome.DENIED:
        note = written_reason(note)

    def act(held: Held, way: StepAction) -> None:
        before = held.state.step
        result = _issue(held, outcome=outcome, note=note)
        gross, net = clock.minutes_taken(state=held.state, done_at=now, calendar=held.calendar)
        details = {
            **routing.entering(held, step=way.to_step, status=way.status), "gross_minutes": gross, "net_minutes": net,
            "outcome": outcome.value, "file_id": str(result.file_id), "sha256": result.sha256,
            "on_time": clock.on_time(done_at=now, due_at=_due(held)),
        }
        record(held, kind=EventKind.RESOLVED, to_status=way.status, details=details, note=note)
        publish(
            held, DossierResolved, due_at=_due(held), resolved_at=now, on_time=details["on_time"], outcome=outcome.value,
            result_file_id=result.file_id, person_id=held.row.person_id,
        )
        opinions.recall_open(held)
        publish(
            held, DossierResolvedInTime, handler_code=held.row.handler_code, authority_code=held.row.authority_code, due_at=_due(held),
            resolved_at=now, on_time=details["on_time"], outcome=outcome.value, gross_minutes=gross, net_minutes=net,
            extensions=held.state.extensions, version=held.definition.version, officer_id=actor.subject_id,
        )
        opinions.arrive(held, before=before)

    body = {"decision": outcome.value, "note": note}
    return perform(verb=Verb.SIGN_RESULT, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def hand_back(*, code: str, actor: Actor, now: datetime, note: str = "", idempotency_key: str = "") -> Change:
    """Record that the citizen has the result (9 → 10)."""

    def act(held: Held, way: StepAction) -> None:
        record(held, kind=EventKind.HANDED_BACK, to_status=way.status, details={"step": way.to_step}, note=note)
        publish(held, DossierHandedBack)

    return perform(verb=Verb.HAND_BACK, code=code, actor=actor, now=now, key=idempotency_key, body={"note": note}, act=act)


def _issue(held: Held, *, outcome: Outcome, note: str) -> Result:
    row, definition = held.row, held.definition
    granted = outcome is Outcome.GRANTED
    title = definition.result_name_vi if granted else f"Thông báo không chấp thuận: {definition.result_name_vi}"
    template = definition.result_template if granted else DENIAL
    pdf = documents.render_pdf(template=template, data=_data(held, title=title, note=note), now=held.now)
    position = held.position
    assert position is not None
    assert held.actor.subject_id is not None
    signer = signing.SignerRef(
        officer_id=held.actor.subject_id, name=held.actor.name, title=position.title or "Lãnh đạo", unit_name=sheets.facts(held)["unit"]
    )
    signed = signing.sign_pdf(
        pdf=pdf, signer=signer, reason=f"{title}, hồ sơ {row.code}", idempotency_key=f"casework:{row.uuid}:{row.last_seq}", now=held.now
    )
    stored = files.put(
        content=signed.pdf, name=f"{title[:120]} {row.code}.pdf", purpose="casework.result", actor=held.actor, now=held.now,
        allowed=frozenset({files.PDF}), owner_ref=f"casework:{row.uuid}",
    )
    return Result.objects.create(
        dossier=row, outcome=outcome.value, title=title[:300], file_id=stored.uuid, sha256=signed.sha256, signed_by=held.actor.name,
        signed_at=held.now, level=signed.level.value, report=_report(signed),
    )


def _report(signed: signing.SignedDocument) -> dict[str, Any]:
    """What the signature says of itself, without names: level, serial number, validity at signing."""
    first = signed.report.signatures[0] if signed.report.signatures else None
    return {
        "level": signed.level.value, "certificate_serial": signed.certificate_serial, "valid": signed.report.valid,
        "dev": bool(first and first.dev), "indication": first.indication if first else "",
    }


def _data(held: Held, *, title: str, note: str) -> dict[str, Any]:
    """What a result prints: the facts of the dossier, the answers by field and as a list, the grounds."""
    shown = answers_of(held.row)
    return {
        **sheets.facts(held), "title": title, "note": note, "decided": sheets.day(held.now),
        "answers": [{"label": a.label_vi, "value": a.value} for a in shown], "fields": {a.name: a.value for a in shown},
    }


def _due(held: Held) -> datetime:
    assert held.state.due_at is not None
    return held.state.due_at
