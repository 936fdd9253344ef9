"""An officer looks a paper up in the national store instead of asking the citizen for it (NĐ 45/2020/NĐ-CP; TT 01/2023/TT-VPCP)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.text import fold
from motcua.platform.casework import api as casework
from motcua.platform.casework import contracts as casework_contracts
from motcua.platform.casework.contracts import DossierStatus
from motcua.services.vault import conf, policies
from motcua.services.vault.adapters import national as adapters
from motcua.services.vault.adapters.kinds import by_key, kinds
from motcua.services.vault.adapters.national.kinds import codes_of
from motcua.services.vault.contracts import PaperKind
from motcua.services.vault.contracts.national import Asking, Lookup, LookupUnknown, NationalResult, NotForDossier, NotToBeFiled, ResultFile
from motcua.services.vault.models import NationalLookup

PURPOSE = "register-check"
_LAW = "NĐ 45/2020/NĐ-CP; TT 01/2023/TT-VPCP"
_GOOD_FOR, _KEPT = timedelta(minutes=30), timedelta(days=1)
_OPEN: Final = frozenset({
    DossierStatus.SUBMITTED, DossierStatus.RECEIVED, DossierStatus.PROCESSING, DossierStatus.SUPPLEMENT, DossierStatus.FINANCIAL_DUTY,
})  # fmt: skip
_MOST_PAGES = 5


def may_look_up(*, dossier: casework.Dossier, actor: Actor) -> bool:
    """Whether the actor's units hold the dossier now, it is open, and there is a national store to ask."""
    return dossier.status in _OPEN and (dossier.handler_code or dossier.unit_code) in policies.units_of(actor) and adapters.offered()


def kinds_for(*, dossier_code: str, actor: Actor) -> tuple[PaperKind, ...]:
    """What may be looked up for a dossier: kinds that its procedure asks for as papers. ``DossierUnknown``, ``NotForDossier``."""
    dossier = casework.dossier(code=dossier_code, actor=actor)
    if not may_look_up(dossier=dossier, actor=actor):
        raise NotForDossier
    return _kinds(dossier)


def _kinds(dossier: casework.Dossier) -> tuple[PaperKind, ...]:
    asked = _asked(dossier).values()
    return tuple(
        k for k in kinds()
        if codes_of(k.key) and any(fold(name) in paper for paper in asked for name in (k.name_vi, *k.aliases))
    )  # fmt: skip


def look_up_for_dossier(*, dossier_code: str, kind: str, actor: Actor, now: datetime) -> Lookup:
    """Ask the national store for a kind of paper of the applicant. Who asked, for whom and for which procedure is on record first.

    Errors: ``DossierUnknown``, ``NotForDossier`` (a kind that the procedure does not ask for, a dossier that is closed or elsewhere, an
    applicant without a number), and those of the store.
    """
    dossier = casework.dossier(code=dossier_code, actor=actor)
    owner = _owner(dossier)
    if not may_look_up(dossier=dossier, actor=actor) or kind not in {k.key for k in _kinds(dossier)} or not owner:
        raise NotForDossier
    unit = dossier.handler_code or dossier.unit_code
    _record("vault.national_looked_up", dossier, actor=actor, unit=unit, kind=kind, now=now)
    asking = Asking(
        owner=owner, asker_name=unit, asker_number=actor.ref, channel=str(int(dossier.channel)), procedure=dossier.procedure_code,
        wanted=tuple((code, "") for code in codes_of(kind)),
    )  # fmt: skip
    found = _all(asking, wanted=set(codes_of(kind)))
    kept: dict[str, Any] = {"found": [_told(one) for one in found]}
    row = NationalLookup.objects.create(
        dossier_code=dossier.code, procedure_code=dossier.procedure_code, officer_ref=actor.ref, unit_code=unit,
        person_id=dossier.party.person_id, kind=kind, asked_at=now, count=len(found), **kept,
    )  # fmt: skip
    return _lookup(row)


def lookup(*, lookup_id: UUID, actor: Actor, now: datetime) -> Lookup:
    """What this officer found within the last half hour; ``LookupUnknown``."""
    return _lookup(_row(lookup_id, actor=actor, now=now))


def open_looked_up(*, lookup_id: UUID, place: int, file: int, actor: Actor, now: datetime) -> tuple[bytes, str]:
    """A file of what was found, and its name. The dossier is asked for anew, the opening is on record.

    ``LookupUnknown``, ``NotForDossier``.
    """
    row = _row(lookup_id, actor=actor, now=now)
    dossier = casework.dossier(code=row.dossier_code, actor=actor)
    if not may_look_up(dossier=dossier, actor=actor):
        raise NotForDossier
    result, one = _chosen(row, place, file)
    _record("vault.national_opened", dossier, actor=actor, unit=row.unit_code, kind=row.kind, now=now)
    got = adapters.store().download(agency=result.agency, path=one.path, sha256=one.sha256, most=conf.MAX_MB * 1_000_000)
    return got.content, one.name


def file_looked_up(*, lookup_id: UUID, place: int, file: int, actor: Actor, now: datetime) -> str:
    """File a file of what was found into the dossier, as the paper that the procedure asks for; the dossier's code. Twice is once.

    That it was taken is on record and a reading of its own for the applicant. Errors: ``LookupUnknown``, ``NotForDossier``,
    ``NotToBeFiled`` (revoked or ended), those of the store and of ``casework.file_found``.
    """
    row = _row(lookup_id, actor=actor, now=now)
    dossier = casework.dossier(code=row.dossier_code, actor=actor)
    requirement = _requirement(dossier, row.kind)
    if not may_look_up(dossier=dossier, actor=actor) or not requirement:
        raise NotForDossier
    result, one = _chosen(row, place, file)
    if result.revoked or (result.expires_on is not None and result.expires_on <= local_date(now)):
        raise NotToBeFiled
    got = adapters.store().download(agency=result.agency, path=one.path, sha256=one.sha256, most=conf.MAX_MB * 1_000_000)
    found = casework_contracts.FoundPaper(
        way="vault.national", issuer=result.agency, result_code=result.kind, ground=_LAW, file_name=_name(result, one),
        source_vi=f"Kho kết quả điện tử quốc gia, do {result.agency} cấp (mã {result.kind}); cán bộ lấy vào hồ sơ",
        source_en=f"the national store of results, issued by {result.agency} (code {result.kind}); an officer took it into the dossier",
    )  # fmt: skip
    with transaction.atomic():
        _record("vault.national_filed", dossier, actor=actor, unit=row.unit_code, kind=row.kind, now=now, source="vault.national_filed")
        casework.file_found(code=dossier.code, requirement=requirement, found=found, content=got.content, actor=actor, now=now)
    return dossier.code


def forget_lookups(*, now: datetime) -> int:
    """What was found a day ago is emptied; that it was asked stays. How many."""
    return NationalLookup.objects.filter(asked_at__lt=now - _KEPT).exclude(found=None).update(found=None)


def _all(asking: Asking, *, wanted: set[str]) -> list[NationalResult]:
    """All pages; what was not asked for is not shown, even if the store sends it."""
    found: list[NationalResult] = []
    cursor = ""
    for _ in range(_MOST_PAGES):
        page = adapters.store().look_up(asking, cursor=cursor)
        found += [one for one in page.results if one.kind in wanted]
        if not page.next or page.next == cursor:
            break
        cursor = page.next
    return list(dict.fromkeys(found))


def _owner(dossier: casework.Dossier) -> str:
    """The number of the applicant, or the tax code of her organisation."""
    party = dossier.party
    if party.organisation_id is not None:
        body = identity.organisation(organisation_id=party.organisation_id)
        return body.tax_code if body else ""
    return party.number


def _requirement(dossier: casework.Dossier, kind: str) -> str:
    """Which paper of the procedure a kind answers; the first that has no file yet. Empty when the procedure asks for none such."""
    known = by_key().get(kind)
    names = (known.name_vi, *known.aliases) if known is not None else ()
    asked = [key for key, paper in _asked(dossier).items() if any(fold(name) in paper for name in names)]
    there = {p.requirement for p in dossier.papers if p.file_id is not None}
    return min(asked, key=lambda key: key in there, default="")


def _asked(dossier: casework.Dossier) -> dict[str, str]:
    """The papers that the dossier's own version of the procedure asks for: their folded names by their keys."""
    own = casework.procedure(code=dossier.procedure_code, version=dossier.definition_version).definition
    return {paper.key: fold(paper.name) for paper in own.papers}


def _chosen(row: NationalLookup, place: int, file: int) -> tuple[NationalResult, ResultFile]:
    results = _lookup(row).results
    if not 0 <= place < len(results) or not 0 <= file < len(results[place].files):
        raise LookupUnknown
    return results[place], results[place].files[file]


def _name(result: NationalResult, one: ResultFile) -> str:
    """What the file is called in the dossier: the paper and its number, and the ending that it came with."""
    ending = one.name.rpartition(".")[2][:5] if "." in one.name else "pdf"
    return f"{result.title[:80]} {result.number[:60]}.{ending}"


def _record(
    action: str, dossier: casework.Dossier, *, actor: Actor, unit: str, kind: str, now: datetime, source: str = "vault.national"
) -> None:
    party = dossier.party
    with transaction.atomic():
        consent.note_access(
            subject_id=party.person_id, subject_number=party.number, reader=actor, purpose=PURPOSE, ground=_LAW, agency=unit,
            dossier=dossier.code, fields=(kind,), source=source, now=now,
        )  # fmt: skip
        audit.record(
            action=action, object_ref=f"vault.kind:{kind}", actor=actor, now=now, ground=_LAW, dossier=dossier.code, unit=unit,
            person=f"person:{party.person_id}" if party.person_id else "", details={"procedure": dossier.procedure_code, "kind": kind},
        )  # fmt: skip


def _row(lookup_id: UUID, *, actor: Actor, now: datetime) -> NationalLookup:
    row = NationalLookup.objects.filter(uuid=lookup_id, officer_ref=actor.ref, asked_at__gt=now - _GOOD_FOR).exclude(found=None).first()
    if row is None:
        raise LookupUnknown
    return row


def _lookup(row: NationalLookup) -> Lookup:
    rows: list[Mapping[str, Any]] = row.found or []
    return Lookup(uuid=row.uuid, dossier_code=row.dossier_code, kind=row.kind, asked_at=row.asked_at, results=tuple(map(_read, rows)))


def _told(one: NationalResult) -> dict[str, Any]:
    return asdict(one) | {name: day.isoformat() if (day := getattr(one, name)) else "" for name in ("issued_on", "expires_on")}


def _read(told: Mapping[str, Any]) -> NationalResult:
    days = {name: date.fromisoformat(told[name]) if told[name] else None for name in ("issued_on", "expires_on")}
    return NationalResult(**{**told, **days, "files": tuple(ResultFile(**one) for one in told["files"])})
