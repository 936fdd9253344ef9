"""For the data protection officer: how data are used, and readings that ask for an explanation (Luật 91/2025/QH15 Điều 33)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, TruncDate

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import contracts, models, policies, rules
from motcua.foundation.identity import api as identity
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import VIETNAM, local_date
from motcua.kernel.policy import require
from motcua.kernel.text import fold

_MOST_PAIRS = 2000
_LOOKUP = "lookup"  # persons seen in lists and searches


def usage(*, actor: Actor, now: datetime) -> tuple[contracts.UsageRow, ...]:
    """Readings by agency and purpose over the latest days (rule ``consent.oversight_days``), the most frequent first. ``Forbidden``."""
    rows = _seen_by(actor, now).values("agency", "purpose").annotate(readings=Count("*"), people=Sum("people"))
    found = rows.order_by("-readings", "agency", "purpose")
    return tuple(contracts.UsageRow(**row) for row in found)


def unusual(*, actor: Actor, now: datetime) -> tuple[contracts.UnusualReading, ...]:
    """Officers whose readings of the latest days reach a threshold of the registers, the latest first. ``Forbidden``.

    Many persons in a day without a dossier; readings at night; a person who bears the name of the reader or of a colleague of the unit,
    which may be chance: it is asked, not judged.
    """
    rows = _seen_by(actor, now).filter(reader_kind=str(ActorKind.OFFICER))
    found = [*_without_dossier(rows, now), *_at_night(rows, now), *_of_the_same_name(rows, now)]
    return tuple(sorted(found, key=lambda u: u.last_at, reverse=True))


def overseen(
    *, actor: Actor, wanted: contracts.AccessFilter, now: datetime, before: str | None = None, limit: int = 50
) -> contracts.AccessPage:
    """Single readings, newest first, of the units that the actor oversees. ``Forbidden``, ``BadCursor``."""
    from motcua.foundation.consent.queries.accesses import accesses

    require(policies.can_oversee(actor))
    return accesses(wanted=wanted, units=policies.overseen_units(actor), before=before, limit=limit, now=now)


def _seen_by(actor: Actor, now: datetime) -> QuerySet[models.Access]:
    require(policies.can_oversee(actor))
    days = int(registers.rule(code="consent.oversight_days", on=local_date(now)).value)
    since = now - timedelta(days=days)
    rows = models.Access.objects.filter(at__gte=since, at__lte=now, window_at__gte=since - rules.LONGEST_WINDOW, window_at__lte=now)
    units = policies.overseen_units(actor)
    return rows if units is None else rows.filter(reader_unit__in=sorted(units))


def _without_dossier(rows: QuerySet[models.Access], now: datetime) -> Iterable[contracts.UnusualReading]:
    limit = int(registers.rule(code="consent.unusual_without_dossier", on=local_date(now)).value)
    by_day = rows.filter(Q(dossier="") | Q(purpose=_LOOKUP)).annotate(day=TruncDate("at", tzinfo=VIETNAM)).values("reader_ref", "day")
    return _unusual("no_dossier", by_day.annotate(found=Sum("people"), last=Max("at"), **_POST).filter(found__gte=limit), limit)


def _at_night(rows: QuerySet[models.Access], now: datetime) -> Iterable[contracts.UnusualReading]:
    rule = registers.rule(code="consent.unusual_night", on=local_date(now)).value
    limit, hours = int(rule["readings"]), [int(hour) for hour in rule["hours"]]
    nightly = rows.annotate(hour=ExtractHour("at", tzinfo=VIETNAM)).filter(hour__in=hours).values("reader_ref")
    return _unusual("night", nightly.annotate(found=Count("*"), last=Max("at"), **_POST).filter(found__gte=limit), limit)


_POST = {"post": Max("reader_post"), "unit": Max("reader_unit")}


def _unusual(kind: str, found: Any, limit: int) -> list[contracts.UnusualReading]:
    latest: dict[str, contracts.UnusualReading] = {}
    for row in found.order_by("last"):
        latest[row["reader_ref"]] = contracts.UnusualReading(
            kind=kind, reader_ref=row["reader_ref"], reader_unit=row["unit"], reader_post=row["post"], count=row["found"], limit=limit,
            last_at=row["last"],
        )  # fmt: skip
    return list(latest.values())


def _of_the_same_name(rows: QuerySet[models.Access], now: datetime) -> list[contracts.UnusualReading]:
    """Readings of a person who bears the name of the reader, or of another officer of the reader's unit; a list names many by chance."""
    pairs = rows.filter(subject_id__isnull=False).exclude(purpose=_LOOKUP).values("reader_ref", "subject_id", "reader_unit", "reader_post")
    read = list(pairs.annotate(last=Max("at"), found=Count("*")).order_by("-last")[:_MOST_PAIRS])
    people = identity.people(person_ids={who for row in read if (who := row["subject_id"])})
    colleagues = {unit: _names(unit, now) for unit in {row["reader_unit"] for row in read}}
    latest: dict[tuple[str, str], contracts.UnusualReading] = {}
    for row in reversed(read):
        person = people.get(row["subject_id"])
        bearers = colleagues[row["reader_unit"]].get(fold(person.full_name), ()) if person else ()
        if not bearers:
            continue
        kind = "own" if row["reader_ref"] in bearers else "colleague"
        latest[(kind, row["reader_ref"])] = contracts.UnusualReading(
            kind=kind, reader_ref=row["reader_ref"], reader_unit=row["reader_unit"], reader_post=row["reader_post"], count=row["found"],
            limit=1, last_at=row["last"],
        )  # fmt: skip
    return list(latest.values())


def _names(unit: str, now: datetime) -> dict[str, Collection[str]]:
    """The officers of a unit by their folded names."""
    found: dict[str, Collection[str]] = {}
    for officer in identity.officers_in(unit_code=unit, now=now) if unit else ():
        found[fold(officer.full_name)] = [*found.get(fold(officer.full_name), ()), f"{ActorKind.OFFICER}:{officer.uuid}"]
    return found


def officer_names(*, refs: Collection[str]) -> dict[str, str]:
    """The names of officers by their references, for who oversees them; who has left stays named."""
    return audit.names_of(refs={ref for ref in refs if ref.startswith(f"{ActorKind.OFFICER}:")})
