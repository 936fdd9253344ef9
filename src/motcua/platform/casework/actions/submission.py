"""Submission: a frozen form becomes a dossier with a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.platform.casework import policies
from motcua.platform.casework.actions import filing as filings
from motcua.platform.casework.actions.definitions import ensure_version
from motcua.platform.casework.actions.opening import GivenFile, Opening, open_dossier, receiving_unit, write_party, wrong_unit
from motcua.platform.casework.contracts import (
    Channel,
    Definition,
    DossierRef,
    FeeExemption,
    Filing,
    FilingKind,
    LevelNeeded,
    NotEligible,
    PapersMissing,
    PaperUnknown,
    ProcedureNotOnline,
    RequiredPaper,
    at_submission,
)
from motcua.platform.casework.models import Paper, ProcedureVersion
from motcua.platform.casework.queries import loading
from motcua.platform.casework.queries.catalogue import takes_in
from motcua.platform.casework.rules import context as contexts
from motcua.platform.casework.rules import definitions
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import DOSSIER, SHELF, DraftUnknown, SubmittedFile

EXEMPTION_PAPER, FILING_PAPER = "mien-giam", "uy-quyen"
# By how a file came into the form: what a register lent is a result; an earlier paper, or one of a shelf, is a paper.
_STATES = {"": None, DOSSIER: Paper.REUSED_PAPER, SHELF: Paper.REUSED_PAPER}
_FILED_BY_OFFICER = Filing(kind=FilingKind.OFFICER)


def submit(
    *, draft_id: UUID, procedure_code: str, unit_code: str, idempotency_key: str, actor: Actor, now: datetime,
    channel: Channel = Channel.ONLINE, filing: Filing | None = None, help_unit: str = "", intake_unit: str = "",
    exemption: FeeExemption | None = None, on_paper: Sequence[str] = (),
) -> DossierRef:
    """Turn a complete draft into a dossier of the unit (status 1), with a code and, where the procedure costs, a payment.

    The same key, or the same draft, gives the same dossier. ``filing`` tells who files for whom; ``intake_unit`` is another desk of the
    province that takes it in, ``help_unit`` where the person was helped. Fees are what the fee table makes of the answers. The channel
    is ONLINE for citizens; reception enters COUNTER, and names the papers that it keeps ``on_paper`` instead of
    a file. ``ProcedureUnknown``, ``ProcedureNotOnline``, ``UnitWrong``, ``FilingWrong``,
    ``NotEligible``, ``PapersMissing``, and the form's own refusals; after any of them the draft is as it was.
    """
    body = {"draft": str(draft_id), "procedure": procedure_code, "unit": unit_code}
    with suppress(DraftUnknown):  # of a dossier that exists already the draft may be gone
        eforms.reread_registers(draft_id=draft_id, actor=actor, now=now)
    with transaction.atomic():
        claimed = outbox.once(scope=f"casework.submit:{actor.ref}", key=idempotency_key or str(draft_id), body=body, now=now)
        if not claimed.first and claimed.result is not None:
            return _ref(claimed.result)
        earlier = policies.visible_to(actor=actor).filter(draft_id=draft_id).first()
        if earlier is not None:
            return DossierRef(uuid=earlier.uuid, code=earlier.code, payment_id=earlier.payment_id)
        version, unit, intake = _place(procedure_code, unit_code, intake_unit, actor=actor, channel=channel, now=now)
        form = eforms.freeze(draft_id=draft_id, actor=actor, now=now)
        new = _opening(
            version=version, unit=unit, intake=intake, form=form, actor=actor, channel=channel, filing=filing, exemption=exemption,
            help_unit=help_unit, on_paper=frozenset(on_paper) if actor.kind is ActorKind.OFFICER else frozenset(),
        )
        held = open_dossier(new, actor=actor, now=now)
        for neighbour in at_submission:
            neighbour.run(draft_id=draft_id, dossier_id=held.row.uuid, code=held.row.code, actor=actor, now=now)
        ref = DossierRef(uuid=held.row.uuid, code=held.row.code, payment_id=held.row.payment_id)
        claimed.keep({"uuid": str(ref.uuid), "code": ref.code, "payment_id": str(ref.payment_id) if ref.payment_id else None})
        return ref


def _place(
    procedure_code: str, unit_code: str, intake_unit: str, *, actor: Actor, channel: Channel, now: datetime
) -> tuple[ProcedureVersion, units.Unit, str]:
    """The version that runs, the unit in whose name, and the desk that takes it in."""
    today = local_date(now)
    version = ensure_version(code=procedure_code, now=now)
    unit = receiving_unit(unit_code, today)
    if not takes_in(version.procedure, is_commune=unit.is_commune, receiving=loading.definition(version).receiving, unit_code=unit.code):
        raise wrong_unit(unit_code)
    intake = receiving_unit(intake_unit, today).code if intake_unit else unit.code
    if actor.kind is ActorKind.OFFICER:
        require(policies.can_submit_at_counter(actor=actor, unit_code=intake))
    elif channel is Channel.ONLINE and not version.open_online:
        raise ProcedureNotOnline(procedure_code=procedure_code)
    if actor.kind is ActorKind.CITIZEN:
        needed = loading.definition(version).min_level
        if channel is Channel.ONLINE and actor.level < needed:  # a draft begun at a better level, or by a program, is filed at no lower one
            raise LevelNeeded(procedure_code=procedure_code, needed=needed)
        field = version.procedure.field
        require(policies.can_file_for_organisation(actor=actor, procedure=procedure_code, field=field))
    return version, unit, intake


def _opening(
    *, version: ProcedureVersion, unit: units.Unit, intake: str, form: eforms.SubmittedForm, actor: Actor, channel: Channel,
    filing: Filing | None, exemption: FeeExemption | None, help_unit: str, on_paper: frozenset[str] = frozenset(),
) -> Opening:
    definition = loading.definition(version)
    owner, submitter = filings.parties(actor=actor, form=form.data, filing=filing)
    own = submitter is None and owner.organisation_id is None  # what a register knows of whoever files says nothing of another
    known = _known_papers(definition, form) if own else {}
    papers = len({f.requirement for f in form.files} | on_paper | known.keys())
    given = contexts.of_answers(form.data, party_kind=int(owner.kind), channel=int(channel), papers=papers)
    _require_eligible(definition, given)
    due = definitions.papers_due(definition, given)
    _require_papers(definition, due, given={f.requirement for f in form.files} | on_paper, known=known.keys())
    found = [f for p in due if p.key in known and p.key not in on_paper for f in _found(p, known[p.key])]
    papers_given = [*_files(definition, form), *found, *_paper_only(definition, form, on_paper)]
    filed = filing or (_FILED_BY_OFFICER if actor.kind is ActorKind.OFFICER else Filing())
    return Opening(
        version=version, unit=unit, channel=channel, party=owner, intake=intake, helped_at=help_unit, filing=filed.kind,
        submitter=submitter, filing_file_id=filed.paper_file_id, draft_id=form.draft_id, form=(form.form_ref.key, form.form_ref.version),
        answers=kept_answers(form), fees=definitions.fees_due(definition, given),
        exemption=exemption, files=[*papers_given, *_proofs(filed, exemption)],
    )


def _files(definition: Definition, form: eforms.SubmittedForm) -> list[GivenFile]:
    names = {p.key: p.name for p in definition.papers}
    return [
        GivenFile(
            requirement=f.requirement or f.field, name=names.get(f.requirement, f.label_vi or f.name), file_id=f.file_id, file_name=f.name,
            size=f.size, state=_STATES.get(f.way, Paper.REUSED_RESULT), source=_lent(f, form),
        )
        for f in form.files
    ]


def _known_papers(definition: Definition, form: eforms.SubmittedForm) -> dict[str, eforms.PrefilledValue]:
    """Papers that the register of the definition has, by requirement: what the server read, nothing that a client sent."""
    registers = {p.key: p.register for p in definition.papers if p.register}
    return {key: known for key, known in form.known_papers.items() if known.way and registers.get(key) == known.way}


def _found(paper: RequiredPaper, known: eforms.PrefilledValue) -> list[GivenFile]:
    """A paper that a register has, with the files that it lent; a plain fact comes without one."""
    lent = [ref for ref in known.value if "file_id" in ref] if isinstance(known.value, list) else []
    given = partial(GivenFile, requirement=paper.key, name=paper.name, state=Paper.REUSED_RESULT, source=_source(known))
    files_lent = [given(file_id=UUID(ref["file_id"]), file_name=ref["name"], size=ref["size"]) for ref in lent]
    return files_lent or [given(file_id=None, file_name="", size=0)]


def _lent(file: SubmittedFile, form: eforms.SubmittedForm) -> dict[str, str] | None:
    """Where a file came from that nobody uploaded; an earlier dossier's is read when the form is submitted."""
    if not file.way:
        return None
    known = form.provenance[file.field]
    return _source(replace(known, at=form.frozen_at) if file.way == DOSSIER else known)


def _source(known: eforms.PrefilledValue) -> dict[str, str]:
    return {"way": known.way, "vi": known.source_label_vi, "en": known.source_label_en, "at": known.at.isoformat()}


def _paper_only(definition: Definition, form: eforms.SubmittedForm, on_paper: frozenset[str]) -> list[GivenFile]:
    """What the desk took on paper: on the list of the dossier, without a file until it is digitised."""
    filed = {f.requirement for f in form.files}
    return [
        GivenFile(requirement=p.key, name=p.name, file_id=None, file_name="", size=0)
        for p in definition.papers if p.key in on_paper and p.key not in filed
    ]


def _proofs(filed: Filing, exemption: FeeExemption | None) -> list[GivenFile]:
    """The paper that gives the power to file, and the one that proves an exemption."""
    kept = [
        (FILING_PAPER, "Giấy uỷ quyền", filed.paper_file_id),
        (EXEMPTION_PAPER, "Giấy tờ chứng minh được miễn, giảm", exemption.file_id if exemption else None),
    ]
    found = [(key, name, files.get(file_id=file_id)) for key, name, file_id in kept if file_id is not None]
    return [GivenFile(requirement=key, name=name, file_id=f.uuid, file_name=f.name, size=f.size) for key, name, f in found]


def _require_eligible(definition: Definition, given: Mapping[str, Any]) -> None:
    said = definitions.verdict(definition, given)
    if not said.eligible:
        raise NotEligible(
            reason_vi=" ".join(said.reasons_vi) or "không thuộc trường hợp được giải quyết.",
            reason_en=" ".join(said.reasons_en) or "it is not among the cases that are dealt with.",
        )


def _require_papers(definition: Definition, due: Iterable[RequiredPaper], *, given: AbstractSet[str], known: AbstractSet[str]) -> None:
    """Every paper that is due was handed in (``given``), or a register has it (``known``)."""
    for requirement in given - {p.key for p in definition.papers} - {""}:
        raise PaperUnknown(requirement=requirement)
    missing = [p for p in due if p.key not in given | known]
    if missing:
        raise PapersMissing(fields={p.key: (f"Thiếu: {p.name}", f"Missing: {p.name_en or p.name}") for p in missing})


def kept_answers(form: eforms.SubmittedForm) -> dict[str, Any]:
    """The answers as the dossier keeps them: each with its source, and what the source said where the person changed it."""
    sources = {
        name: {"vi": p.source_label_vi, "en": p.source_label_en, "at": p.at.isoformat()} for name, p in form.provenance.items()
    }
    kept: dict[str, Any] = {"answers": dict(form.data), "sources": sources}
    if form.corrections:
        kept["changed"] = {c.name: c.said for c in form.corrections}
    return kept


def _ref(kept: Mapping[str, Any]) -> DossierRef:
    return DossierRef(
        uuid=UUID(kept["uuid"]), code=kept["code"], payment_id=UUID(kept["payment_id"]) if kept["payment_id"] else None
    )


__all__ = ["receiving_unit", "submit", "write_party"]
