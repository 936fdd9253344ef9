"""Reads of the catalogue: search, one procedure, browsing by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

from django.db.models import Count, Max, Q

from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.kernel.working_time import Limit
from motcua.kit import clock
from motcua.platform.casework.adapters import carried, templates
from motcua.platform.casework.contracts import (
    Procedure,
    ProcedureHit,
    ProcedureLevel,
    ProcedureUnknown,
    ResultKind,
    ServiceLevel,
)
from motcua.platform.casework.contracts.lifecycle import VersionUnknown
from motcua.platform.casework.models import CatalogueImport, Dossier, ProcedureVersion
from motcua.platform.casework.models import Procedure as ProcedureRow
from motcua.platform.casework.queries.loading import definition
from motcua.platform.casework.queries.versions import in_force, in_force_of
from motcua.platform.casework.rules import choosing, definitions, derive, overrides, search, spelling, standing, times
from motcua.platform.casework.rules.codes import base_procedure_code

# What applies when the source states no time at all; a dossier of such a procedure says that the limit is assumed.
ONLINE = "Trực tuyến"
FALLBACK_LIMIT = Limit(amount=15)
GENERIC_CHOICE = choosing.Choice(
    template=templates.BASIC, rule="no-details", vi="Nguồn không có chi tiết; dùng quy trình một cửa cơ bản.",
    en="The source has no details; the basic one-stop process.",
)
# The latest dossiers whose procedures count as asked for: enough to tell common from rare, few enough to read in a moment.
ASKED_FOR = 20_000


@dataclass
class _Kept:
    index: search.Index
    rows: Mapping[str, tuple[str, str, str, bool, bool]]
    version: tuple[int, ...]
    spelling: spelling.Spelling


_kept: _Kept | None = None
_lock = Lock()


def search_procedures(
    *, query: str, limit: int = 20, filters: Mapping[str, str] | None = None, now: datetime
) -> tuple[ProcedureHit, ...]:
    """The best procedures for what a person typed, with or without accents, in everyday words or by code.

    ``filters``: ``field`` (exact name of a field), ``online`` ("1": only those that can be submitted online here).
    """
    kept = _index()
    filters = filters or {}
    allowed: frozenset[str] | None = None
    if filters.get("field") or filters.get("online"):
        allowed = frozenset(
            code for code, (_, area, _, online, _) in kept.rows.items()
            if filters.get("field", area) in ("", area) and (filters.get("online") != "1" or online)
        )
    found = kept.index.search(query, limit=limit, allowed=allowed)
    return tuple(_hit(kept, entry.code, score) for entry, score in found)


def _hit(kept: _Kept, code: str, score: float = 0.0) -> ProcedureHit:
    name, area, executor, online, own = kept.rows[code]
    return ProcedureHit(code=code, name=name, field=area, executor=executor, open_online=online, own_process=own, score=score)


def hits_of(*, codes: Sequence[str]) -> tuple[ProcedureHit, ...]:
    """The procedures of these codes, in this order; codes that the catalogue does not know are left out."""
    kept = _index()
    return tuple(_hit(kept, code) for code in codes if code in kept.rows)


def _index() -> _Kept:
    """The index of this process, rebuilt when a newer import or definition exists."""
    global _kept
    newest = CatalogueImport.objects.aggregate(newest=Max("id"))["newest"] or 0
    published = ProcedureVersion.objects.aggregate(newest=Max("id", filter=Q(generic=False)), ended=Count("effective_to"))
    version = (newest, published["newest"] or 0, published["ended"], clock.today().toordinal())  # versions take force at midnight
    with _lock:
        if _kept is None or _kept.version != version:
            _kept = _build(version)
        return _kept


def _build(version: tuple[int, ...]) -> _Kept:
    today = clock.today()
    ruling = Q(effective_to=None) | Q(effective_to__gt=today)
    own = set(ProcedureVersion.objects.filter(ruling, generic=False, effective_from__lte=today).values_list("procedure__code", flat=True))
    retired = set(ProcedureRow.objects.filter(retired_on__lte=today).values_list("code", flat=True))
    listed_online = ProcedureRow.objects.filter(details__channels__contains=[{"channel": ONLINE}], odd_code=False)
    online = (own | set(listed_online.values_list("code", flat=True))) - retired
    rows: dict[str, tuple[str, str, str, bool, bool]] = {}
    entries: list[search.Entry] = []
    asked_for = Counter(Dossier.objects.order_by("-id").values_list("procedure_code", flat=True)[:ASKED_FOR])
    kept = ("code", "name", "field", "executor", "issuer", "has_detail", "details__results")
    for code, name, area, executor, issuer, detailed, results in ProcedureRow.objects.values_list(*kept).order_by("code"):
        marks = {"own": "1" if code in own else "", "detail": "1" if detailed else ""}
        told = {"name": name, "executor": executor, "issuer": issuer, "area": area, **marks}
        boost = standing.factor(carried.standings(), told, dossiers=asked_for[code])
        more = " ".join(str(result["name"]) for result in results or [])
        entries.append(search.Entry(code=code, name=name, field=area, boost=boost, more=more))
        rows[code] = (name, area, executor, code in online, code in own)
    synonyms = carried.synonyms()
    said = (text for s in synonyms for text in (*s.phrase.split("+"), s.value))
    return _Kept(
        index=search.build(entries, synonyms=synonyms), rows=rows, version=version,
        spelling=spelling.learn((*(entry.name for entry in entries), *said)),
    )


def meant(*, query: str) -> str:
    """What a person most likely meant where the question has a syllable that nobody uses: "khay shinh" → "khai sinh"; empty otherwise."""
    return (_kept or _index()).spelling.suggest(query)  # an older catalogue spells as well


def procedure(*, code: str, on: date | None = None, version: int | None = None) -> Procedure:
    """A procedure of the catalogue with the definition that runs it on a day (None: the current one), or with that of a version.

    What a dossier needs is said by its own ``definition_version``. ``ProcedureUnknown``, ``VersionUnknown``.
    """
    row = ProcedureRow.objects.filter(code=base_procedure_code(code)).first()
    if row is None:
        raise ProcedureUnknown(procedure_code=code)
    found = current_version(row, on=on) if version is None else row.versions.filter(version=version).first()
    if found is None and version is not None:
        raise VersionUnknown(procedure_code=code, version=version)
    return _told(row, found, on=on or clock.today())


def procedures(*, codes: Sequence[str], on: date | None = None) -> tuple[Procedure, ...]:
    """The procedures of these codes as ``procedure`` tells them, in this order, in two statements; unknown codes are left out."""
    day = on or clock.today()
    rows = {row.code: row for row in ProcedureRow.objects.filter(code__in={base_procedure_code(code) for code in codes})}
    ruling = in_force_of(rows.values(), on=day)
    found = (rows.get(base_procedure_code(code)) for code in codes)
    return tuple(_told(row, ruling.get(row.pk), on=day) for row in found if row is not None)


def _told(row: ProcedureRow, version: ProcedureVersion | None, *, on: date) -> Procedure:
    running = definition(version) if version else definitions.build(generic_document(row), version=0)
    details: dict[str, Any] = row.details
    retired = row.retired_on is not None and row.retired_on <= on
    online = (version.open_online if version else offered_online(details)) and not row.odd_code and not retired
    return Procedure(
        code=row.code, name=row.name, field=row.field, issuer=row.issuer, executor=row.executor, level=details.get("level", ""),
        decision=details.get("decision", ""), service_level=_service_level(online=online, own=bool(version and not version.generic)),
        subjects=tuple(details.get("subjects", [])), channels=derive.channels(details), papers=running.papers,
        fees=running.fees, results=tuple(ResultKind(code=r["code"], name=r["name"]) for r in details.get("results", [])),
        legal_basis=tuple(details.get("legal", [])), definition=running, has_detail=row.has_detail, open_online=online,
        source=row.source, published_on=local_date(row.imported_at),
        remark=_remark(row, retired=retired),
    )


def _remark(row: ProcedureRow, *, retired: bool) -> str:
    """What people must know of a procedure that is not as others."""
    if retired:
        return f"Thủ tục ngừng áp dụng từ ngày {row.retired_on:%d/%m/%Y}. {row.retired_reason}".strip()
    return "Mã không đúng quy tắc mã thủ tục quốc gia." if row.odd_code else ""


def _service_level(*, online: bool, own: bool) -> ServiceLevel:
    """Toàn trình where the city has a form and a process of its own; một phần with the generic form."""
    if not online:
        return ServiceLevel.INFORMATION
    return ServiceLevel.FULL if own else ServiceLevel.PARTIAL


def offered_online(details: Mapping[str, Any]) -> bool:
    """Whether the catalogue lists an online channel for the procedure."""
    return any(c.get("channel") == ONLINE for c in details.get("channels", []))


def current_version(row: ProcedureRow, *, on: date | None = None) -> ProcedureVersion | None:
    """The version of a procedure that is in force on a day (None: today); None when none is."""
    return in_force(row, on=on or clock.today())


def generic_document(row: ProcedureRow) -> dict[str, Any]:
    """The definition document derived from the catalogue, for a procedure without one of its own."""
    return completed(row, {})


def completed(row: ProcedureRow, own: Mapping[str, Any]) -> dict[str, Any]:
    """A complete document: what is ``own`` over what the catalogue says over the template, which the chooser names unless ``own`` does.

    ``KeyError`` for a template that does not exist; ``OverrideBroken`` for a change of a step that it does not have.
    """
    results = row.details.get("results", [])
    name = results[0]["name"] if results else f"Kết quả giải quyết thủ tục {row.name}"
    seen = chooser_row(row)
    choice = templates.choose(seen) if row.has_detail else GENERIC_CHOICE
    level = choosing.level_of(seen)
    key = str(own.get("template") or choice.template)
    words = templates.words_for(seen, by_city=level is not ProcedureLevel.COMMUNE)
    template = templates.expanded(key, words={**words, **own.get("words", {})})
    derived = derive.document(
        code=row.code, details=row.details, template=template, fallback=FALLBACK_LIMIT, result_name=name[:280],
        choice=choice if key == choice.template else None, level=level,
    )
    return overrides.complete(own, template={**derived, "open_online": offered_online(row.details)})


def chooser_row(row: ProcedureRow) -> choosing.Row:
    """A procedure as the chooser of templates reads it."""
    limit, assumed = derive.limit_of(row.details, fallback=FALLBACK_LIMIT)
    return choosing.row_of(
        name=row.name, field=row.field, issuer=row.issuer, executor=row.executor, details=row.details,
        days=None if assumed else times.rough_days(limit),
    )


def fields() -> tuple[tuple[str, int], ...]:
    """The fields of the catalogue with the number of their procedures, most procedures first."""
    counted = ProcedureRow.objects.exclude(field="").values_list("field").annotate(n=Count("id")).order_by("-n", "field")
    return tuple((name, n) for name, n in counted)


def browse(*, field: str = "", after: str = "", limit: int = 50) -> tuple[ProcedureHit, ...]:
    """Procedures in the order of their codes, after a code; of one field when given."""
    kept = _index()
    rows = ProcedureRow.objects.filter(code__gt=after).order_by("code")
    if field:
        rows = rows.filter(field=field)
    return tuple(_hit(kept, code) for code in rows.values_list("code", flat=True)[:limit] if code in kept.rows)


def open_procedures() -> tuple[ProcedureHit, ...]:
    """The procedures that have a form and a process of their own here, by name."""
    kept = _index()
    return tuple(sorted((_hit(kept, code) for code, row in kept.rows.items() if row[4]), key=lambda hit: hit.name))


def catalogue_size() -> int:
    """How many procedures the catalogue holds."""
    return ProcedureRow.objects.count()


def receiving_units(*, code: str, on: date) -> tuple[units.Unit, ...]:
    """The units that take this procedure in on a day: those its definition names, else communes or agencies after the catalogue's words."""
    row = ProcedureRow.objects.filter(code=base_procedure_code(code)).first()
    if row is None:
        raise ProcedureUnknown(procedure_code=code)
    version = in_force(row, on=on)
    named = tuple((version.document if version else generic_document(row)).get("receiving", []))
    every = (*units.communes(on=on), *units.agencies(on=on))
    return tuple(
        u for u in every if u.agency_code and takes_in(row, is_commune=u.is_commune, receiving=named, unit_code=u.code)
    )


def takes_in(row: ProcedureRow, *, is_commune: bool, receiving: tuple[str, ...] = (), unit_code: str = "") -> bool:
    """Whether a unit takes the procedure in. Intake does not depend on territory inside the city (Luật 72/2025, NĐ 118/2025).

    ``receiving`` is what the definition says (``communes``, ``agencies``, unit codes); where it says nothing, the catalogue's words decide.
    """
    if receiving:
        return unit_code in receiving or ("communes" if is_commune else "agencies") in receiving
    words = f"{row.details.get('level', '')} {row.executor}".lower()
    by_commune = "cấp xã" in words
    by_city = any(word in words for word in ("cấp tỉnh", "sở ", "cấp bộ")) or not by_commune
    return by_commune if is_commune else by_city
