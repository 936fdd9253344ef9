"""Rules and catalogues."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from motcua.foundation.registers import contracts, models
from motcua.kernel.text import fold


def rule(*, code: str, on: date) -> contracts.LegalRule:
    """The version of a rule in force on a day; RuleUnknown when there is none."""
    row = models.LegalRule.objects.filter(_on(on), code=code).order_by("-effective_from").first()
    if row is None:
        raise contracts.RuleUnknown(code=code, on=on.isoformat())
    return _rule(row)


def rules_on(*, on: date, prefix: str = "") -> tuple[contracts.LegalRule, ...]:
    """Every rule in force on a day whose code begins with ``prefix``, by code."""
    rows = models.LegalRule.objects.filter(_on(on), code__startswith=prefix).order_by("code", "effective_from")
    return tuple(_rule(row) for row in rows)


def history(*, code: str) -> tuple[contracts.LegalRule, ...]:
    """All versions of a rule, oldest first."""
    return tuple(_rule(row) for row in models.LegalRule.objects.filter(code=code).order_by("effective_from"))


def latest_rules(*, query: str = "") -> tuple[contracts.LegalRule, ...]:
    """The latest version of every rule, in force or to come, whose code or name contains the query; by code."""
    rows = models.LegalRule.objects.order_by("code", "-effective_from").distinct("code")
    found = (_rule(row) for row in rows)
    wanted = fold(query)
    return tuple(r for r in found if wanted in fold(f"{r.code} {r.vi} {r.en} {r.source}"))


def entries(*, catalogue: str, on: date) -> tuple[contracts.Entry, ...]:
    """The entries of a catalogue in force on a day, in the catalogue's order; empty for an unknown catalogue."""
    rows = models.Entry.objects.filter(_on(on), catalogue__code=catalogue).select_related("catalogue").order_by("position", "id")
    return tuple(_entry(row) for row in rows)


def entry(*, catalogue: str, code: str, on: date) -> contracts.Entry:
    """One entry in force on a day; EntryUnknown when there is none."""
    row = models.Entry.objects.filter(_on(on), catalogue__code=catalogue, code=code).select_related("catalogue").first()
    if row is None:
        raise contracts.EntryUnknown(catalogue=catalogue, code=code, on=on.isoformat())
    return _entry(row)


def _on(day: date) -> Q:
    return Q(effective_from__lte=day) & (Q(effective_to=None) | Q(effective_to__gt=day))


def _rule(row: models.LegalRule) -> contracts.LegalRule:
    return contracts.LegalRule(
        code=row.code,
        value=row.value,
        vi=row.vi,
        en=row.en,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        source=row.source,
        trust=contracts.Trust(row.trust),
    )


def _entry(row: models.Entry) -> contracts.Entry:
    return contracts.Entry(
        catalogue=row.catalogue.code,
        code=row.code,
        vi=row.vi,
        en=row.en,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        source=row.source,
        trust=contracts.Trust(row.trust),
        attributes=row.attributes,
    )
