"""The result: decided, numbered and signed by the leader, sealed by the agency, then handed back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local, local_date
from motcua.kernel.ids import public_code
from motcua.platform.casework.actions import counting, numbering, opinions, routing, sheets
from motcua.platform.casework.actions.core import Held, perform, publish, record, written_reason
from motcua.platform.casework.adapters import printed
from motcua.platform.casework.contracts import Change, EventKind, FieldValue, Outcome, StepAction, Verb
from motcua.platform.casework.contracts.issuing import IssueKind
from motcua.platform.casework.events import DossierHandedBack, DossierResolved, DossierResolvedInTime
from motcua.platform.casework.models import Issued, Result
from motcua.platform.casework.queries.answers import printed_of
from motcua.platform.casework.rules import clock, issuing
from motcua.platform.documents import api as documents
from motcua.platform.signing import api as signing

CODE_LENGTH = 10
_NOTICE = "TB"
_LONGEST_TITLE = 300


def sign_result(
    *, code: str, decision: Outcome, actor: Actor, now: datetime, note: str = "", idempotency_key: str = ""
) -> Change:
    """Decide, render the result, sign it as the leader, seal it as the agency and issue it (→ 9).

    A denial is a signed notice with its grounds. The document gets the next number of the unit's register of the year; all is one
    transaction, so that a crash gives the number back and a repetition signs one document, not two. A result after a revocation names
    the one that it replaces.
    """
    outcome = Outcome(decision)
    if outcome is Outcome.DENIED:
        note = written_reason(note)

    def act(held: Held, way: StepAction) -> None:
        before = held.state.step
        result = issue(held, outcome=outcome, note=note)
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
        counting.tell_papers(held)
        opinions.arrive(held, before=before)

    body = {"decision": outcome.value, "note": note}
    return perform(verb=Verb.SIGN_RESULT, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def hand_back(*, code: str, actor: Actor, now: datetime, note: str = "", idempotency_key: str = "") -> Change:
    """Record that the citizen has the result (9 → 10)."""

    def act(held: Held, way: StepAction) -> None:
        record(held, kind=EventKind.HANDED_BACK, to_status=way.status, details={"step": way.to_step}, note=note)
        publish(held, DossierHandedBack)

    return perform(verb=Verb.HAND_BACK, code=code, actor=actor, now=now, key=idempotency_key, body={"note": note}, act=act)


def issue(held: Held, *, outcome: Outcome, note: str) -> Result:
    """Number, render, sign, seal, keep and register the result of the held dossier."""
    row = held.row
    entry, kind = drawn_up(held, outcome=outcome)
    numbering.give_number(entry, issuer=issuing.issuer_of(entry.issuer))
    made = documents.render_placed(
        template=kind.template, data=result_data(held, entry=entry, heading=kind.heading or entry.title, note=note), now=held.now,
        qr={"check": check_url(entry.code)},
    )
    signed = _sign(held, entry=entry, made=made)
    stored = files.put(
        content=signed.pdf, name=f"{entry.title[:120]} {row.code}.pdf", purpose="casework.result", actor=held.actor, now=held.now,
        allowed=frozenset({files.PDF}), owner_ref=f"casework:{row.uuid}",
    )
    result = Result.objects.create(
        dossier=row, outcome=outcome.value, title=entry.title, file_id=stored.uuid, sha256=signed.sha256, signed_by=held.actor.name,
        signed_at=held.now, level=signed.level.value, report=_report(signed), event_seq=row.last_seq + 1,
    )
    entry.result, entry.file_id, entry.sha256, entry.signature_id = result, stored.uuid, signed.sha256, signed.id
    entry.save(force_insert=True)
    return result


def drawn_up(held: Held, *, outcome: Outcome) -> tuple[Issued, IssueKind]:
    """The entry of the result in the issuing register, without number and file, and how it is set; nothing is written."""
    row, spec = held.row, held.definition.outcome(outcome)
    title = spec.vi[:_LONGEST_TITLE]
    kind = issuing.kind_of(name=title, template=spec.template, kinds=printed.issue_kinds())
    entry = Issued(
        code=public_code(length=CODE_LENGTH), dossier=row, unit_code=row.unit_code, year=local(held.now).year,
        series=kind.series if outcome is Outcome.GRANTED else _NOTICE, title=title, issuer=sheets.row_facts(row, now=held.now)["unit"],
        issued_at=held.now, expires_at=_ends(held, outcome), replaces=_replaced(row.pk),
    )
    return entry, kind


def result_data(held: Held, *, entry: Issued, heading: str, note: str) -> dict[str, Any]:
    """What a result prints: the facts of the dossier, the answers by field and as a list, number, grounds, signer, recipients.

    ``recorded`` are the answers that an extract carries, ``abstract`` the title of a notice without the name of its type.
    """
    answers = printed_of(held.row)
    return {
        **sheets.facts(held), "title": entry.title, "heading": heading, "note": note, "decided": sheets.day(held.now),
        "answers": _listed(answers.lists), "recorded": _listed(answers.records), "fields": dict(answers.every),
        "abstract": issuing.abstract_of(entry.title),
        "symbol": entry.symbol, "check_code": entry.code, "check_page": f"{settings.MOTCUA_BASE_URL}/kiem-tra-chu-ky/",
        "grounds": list(held.definition.legal_basis[:6]), "replaces": entry.replaces.symbol if entry.replaces else "",
        "expires": f"{local_date(entry.expires_at):%d/%m/%Y}" if entry.expires_at else "",
        "recipients": [held.row.party_name, "Bộ phận Một cửa", f"Lưu: VT, hồ sơ {held.row.code}"],
    }


def _listed(answers: Iterable[FieldValue]) -> list[dict[str, str]]:
    return [{"label": a.label_vi, "value": a.value} for a in answers]


def check_url(code: str) -> str:
    """Where anybody checks the document with this code."""
    return f"{settings.MOTCUA_BASE_URL}/kiem-tra-chu-ky/{code}/"


def box_of(place: documents.Place | None) -> signing.Box | None:
    """A place of the typesetter as signing takes it."""
    if place is None:
        return None
    return signing.Box(
        page=place.page, left=round(place.left), bottom=round(place.bottom), right=round(place.right), top=round(place.top)
    )


def _sign(held: Held, *, entry: Issued, made: documents.Typeset) -> signing.SignedDocument:
    """The leader's signature between title and name, then the agency's seal over its left third (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    row = held.row
    assert held.actor.subject_id is not None
    data = sheets.signer_facts(held)
    signer = signing.SignerRef(
        officer_id=held.actor.subject_id, name=held.actor.name, title=data["officer_title"] or _role_title(held), unit_name=entry.issuer
    )
    reason, room = f"{entry.symbol}, {entry.title}, hồ sơ {row.code}", box_of(made.places.get("signer"))
    key = f"casework:{row.uuid}:{row.last_seq}"
    signed = signing.sign_pdf(pdf=made.pdf, signer=signer, reason=reason, idempotency_key=key, now=held.now, room=room, specimen=True)
    return signing.seal_pdf(
        pdf=signed.pdf, unit_code=row.unit_code, unit_name=entry.issuer, reason=reason, idempotency_key=f"{key}:seal", now=held.now,
        actor=held.actor, room=room, beside=signer, specimen=True,
    )


def _role_title(held: Held) -> str:
    held_here = (p for p in held.actor.positions if p.role is Role.LEADER)
    return next((p.title for p in held_here if p.title), "Lãnh đạo")


def _ends(held: Held, outcome: Outcome) -> datetime | None:
    months = held.definition.result_months
    return issuing.months_after(held.now, months) if months and outcome is Outcome.GRANTED else None


def _replaced(dossier_id: int) -> Issued | None:
    """The last result of the dossier that was revoked."""
    rows = Issued.objects.filter(dossier_id=dossier_id, copy_kind="", result__revoked_at__isnull=False)
    return rows.order_by("-issued_at").first()


def _report(signed: signing.SignedDocument) -> dict[str, Any]:
    """What the signatures say of themselves, without names: level, serial number, validity at signing."""
    first = signed.report.signatures[0] if signed.report.signatures else None
    return {
        "level": signed.level.value, "certificate_serial": signed.certificate_serial, "valid": signed.report.valid,
        "dev": bool(first and first.dev), "indication": first.indication if first else "",
    }


def _due(held: Held) -> datetime:
    assert held.state.due_at is not None
    return held.state.due_at
