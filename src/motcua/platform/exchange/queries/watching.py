"""How services are, who used them, how they are described, and who receives which field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import Aggregate, Max, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate

from motcua.kernel import openapi
from motcua.kernel.actors import Actor
from motcua.kernel.clock import VIETNAM
from motcua.kernel.policy import require
from motcua.platform.exchange import policies
from motcua.platform.exchange.contracts import Count, DayCount, Described, FieldUse, Flow, Receiver, ServiceHealth, Source
from motcua.platform.exchange.models import HourCount, Service, ServiceDescription
from motcua.platform.exchange.queries import register
from motcua.platform.exchange.queries.register import service_id
from motcua.platform.exchange.rules import sharing as rules

HEALTH = timedelta(hours=24)
_TOTALS = {
    **{name: Sum(name) for name in ("calls", "failed", "refused", "total_ms", "bytes_in", "bytes_out")},
    **{name: Max(name) for name in ("longest_ms", "last_ok_at", "last_failed_at")},
    "shortest_ms": Min("shortest_ms"),
}


def health(*, since: datetime, until: datetime) -> dict[str, Count]:
    """Every service that was called in whole hours of ``[since, until)``, by identifier."""
    rows = HourCount.objects.filter(hour__gte=since, hour__lt=until).values("service").annotate(**_named())
    return {row["service"]: _count(row) for row in rows}


def service_health(*, now: datetime, service: str = "") -> tuple[ServiceHealth, ...]:
    """How services fared in the last 24 hours, those that failed most first."""
    since, until = now.replace(minute=0, second=0, microsecond=0) - HEALTH, now + HEALTH
    found = [
        ServiceHealth(
            service=name, answered=count.calls - count.refused - count.failed, refused=count.refused, failed=count.failed,
            last_ok_at=count.last_ok_at, last_failed_at=count.last_failed_at, mean_ms=count.average_ms or 0, most_ms=count.longest_ms,
            since=since,
        )
        for name, count in health(since=since, until=until).items()
        if service in {"", name}
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda h: (-h.failed, h.service)))


def days(*, service: str, since: datetime, until: datetime) -> tuple[DayCount, ...]:
    """Days of the city with calls of a service, oldest first."""
    rows = HourCount.objects.filter(service=service, hour__gte=since, hour__lt=until)
    by_day = rows.values(day=TruncDate("hour", tzinfo=VIETNAM)).annotate(**_named()).order_by("day")
    return tuple(DayCount(day=row["day"], count=_count(row)) for row in by_day)


def days_of_all(*, since: datetime, until: datetime) -> dict[str, dict[date, Count]]:
    """Days with calls of every service: one statement for a whole page of states."""
    rows = HourCount.objects.filter(hour__gte=since, hour__lt=until)
    found: dict[str, dict[date, Count]] = {}
    for row in rows.values("service", day=TruncDate("hour", tzinfo=VIETNAM)).annotate(**_named()):
        found.setdefault(row["service"], {})[row["day"]] = _count(row)
    return found


def flows(*, since: datetime, until: datetime, actor: Actor, client: str = "", service: str = "") -> tuple[Flow, ...]:
    """Who called whom how often, the largest first. Raises Forbidden."""
    require(policies.can_view(actor))
    return flows_between(since=since, until=until, client=client, service=service)


def flows_between(*, since: datetime, until: datetime, client: str = "", service: str = "") -> tuple[Flow, ...]:
    """As ``flows``, for readers whose right was asked already."""
    rows = HourCount.objects.filter(hour__gte=since, hour__lt=until)
    if client:
        rows = rows.filter(client=client)
    if service:
        rows = rows.filter(service=service)
    grouped = rows.values("client", "service").annotate(**_named())
    found = (Flow(client=row["client"], service=row["service"], count=_count(row)) for row in grouped)
    return tuple(sorted(found, key=lambda flow: (-flow.count.calls, flow.client, flow.service)))


def descriptions(*, service: str) -> tuple[Described, ...]:
    """The versions of a service's description, newest first; none for a service that nobody described."""
    return tuple(_described(row) for row in _kept(service))


def description(*, service: str) -> Described:
    """The description in force: the newest one kept, or one made of what is declared about the service. Raises ServiceUnknown."""
    detail = register.service(id=service)
    kept = _kept(service).first()
    if kept is not None:
        return _described(kept)
    document = openapi.describe(
        title=detail.name_vi, version=detail.version, endpoints=[(e["method"], e["path"]) for e in detail.endpoints],
        fields={f.path: f.vi for f in detail.fields or ()},
    )  # fmt: skip
    return Described(
        number=0, version=detail.version, source=Source.DECLARED, made_at=None, changes=(), breaking=False, document=document
    )


def field_uses(*, now: datetime) -> tuple[FieldUse, ...]:
    """Every field that services tell, by path, with the systems that receive it (a part of it, or what it is a part of) now or later.

    A right without named fields receives all of them; one that has ended receives nothing.
    """
    newest = ServiceDescription.objects.filter(service=OuterRef("pk")).order_by("-number").values("told")[:1]
    rows = Service.objects.select_related("subsystem__member").prefetch_related("rights__client__member", "rights__group__clients__member")
    found = chain.from_iterable(_uses(row, now) for row in rows.annotate(told=Subquery(newest)))
    return tuple(sorted(found, key=lambda use: (use.path, use.service)))


def field_meanings(*, paths: Collection[str], language: str) -> dict[str, tuple[str, str]]:
    """What other services call fields of the same name (the last step of the path), each with the name of the service.

    What was declared goes before what a description says; a name of which nobody says anything is not there.
    """
    wanted = {path: path.rpartition(".")[2] for path in paths}
    found: dict[str, tuple[str, str]] = {}
    newest = ServiceDescription.objects.filter(service=OuterRef("pk")).order_by("-number").values("document")[:1]
    rows = list(Service.objects.annotate(document=Subquery(newest)).order_by("pk"))
    for row in rows:
        service = (row.name_en or row.name_vi) if language == "en" else row.name_vi
        for one in row.fields or ():
            found.setdefault(one["path"].rpartition(".")[2], ((one["en"] or one["vi"]) if language == "en" else one["vi"], service))
    for row in rows:
        service = (row.name_en or row.name_vi) if language == "en" else row.name_vi
        told = openapi.read(row.document, language=language).told() if row.document else {}
        for path, one in told.items():
            if one.text:
                found.setdefault(path.rpartition(".")[2], (one.text, service))
    return {path: found[name] for path, name in wanted.items() if name in found}


def hours(*, back: timedelta, now: datetime) -> tuple[datetime, datetime]:
    """The whole hours of the last ``back``, up to and with the running one."""
    until = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return until - back, until


def _named() -> dict[str, Aggregate]:
    """The sums under names of their own: a sum may not be called as the column that it adds up."""
    return {f"_{name}": total for name, total in _TOTALS.items()}


def _count(row: Mapping[str, Any]) -> Count:
    return Count(**{name: row[f"_{name}"] for name in _TOTALS})


def _kept(service: str) -> QuerySet[ServiceDescription]:
    return ServiceDescription.objects.filter(service__in=Service.objects.filter(register.named(service))).order_by("-number")


def _described(row: ServiceDescription) -> Described:
    return Described(
        number=row.number, version=row.version, source=Source(row.source), made_at=row.made_at,
        changes=tuple((c[0], c[1], bool(c[2])) for c in row.changes), breaking=row.breaking, document=row.document,
    )  # fmt: skip


def _uses(row: Any, now: datetime) -> Iterator[FieldUse]:
    """The fields of one service: those declared, and those that its description names."""
    held = [r for r in row.rights.all() if r.valid_until is None or now < r.valid_until]
    declared = {f["path"]: f for f in row.fields or ()}
    for path in dict.fromkeys((*declared, *map(openapi.without_lists, row.told or ()))):
        meaning = declared.get(path, {})
        yield FieldUse(
            path=path, service=str(service_id(row)), service_vi=row.name_vi, service_en=row.name_en, meaning_vi=meaning.get("vi", ""),
            meaning_en=meaning.get("en", ""), personal=bool(meaning.get("personal")),
            receivers=tuple(chain.from_iterable(_receivers(r) for r in held if not r.fields or rules.covers(r.fields, path))),
        )  # fmt: skip


def _receivers(right: Any) -> Iterator[Receiver]:
    for one in register.callers(right):
        yield Receiver(
            client=one.client, client_vi=one.client_vi, client_en=one.client_en, purpose=right.purpose, agreement=right.agreement
        )
