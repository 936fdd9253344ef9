"""Units as choices."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date


def unit_options(now: datetime, *, without: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """All units that hold dossiers today: agencies of the city first, then communes, with an empty first choice."""
    today = local_date(now)
    found = [*units.agencies(on=today), *units.communes(on=today)]
    return [("", _("Chọn đơn vị")), *((u.code, u.full_name) for u in found if u.code not in without)]


def named(codes: list[str], on: date) -> list[tuple[str, str]]:
    """Units by code with their names; a code that nobody knows names itself."""
    names = units.labels(on=on) if codes else {}
    return [(code, names.get(code, code)) for code in codes]
