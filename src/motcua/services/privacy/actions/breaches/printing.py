"""The notice to the authority, printed from what the register holds."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import long_instant, place_and_date
from motcua.platform.documents import api as documents
from motcua.services.privacy.adapters import carried
from motcua.services.privacy.adapters.printed import NOTICE
from motcua.services.privacy.contracts import Breach
from motcua.services.privacy.queries import breaches as reads

_UNKNOWN = "chưa xác định"


def notice_pdf(*, code: str, actor: Actor, now: datetime) -> bytes:
    """The notice as a PDF. ``BreachUnknown``."""
    found = reads.breach(code=code, actor=actor, now=now)
    return documents.render_pdf(template=NOTICE, data=_data(found, now=now), now=now)


def _data(found: Breach, *, now: datetime) -> dict[str, object]:
    kinds = ", ".join(carried.data_kinds()[key]["vi"] for key in found.data_kinds)
    return {
        "city_committee": f"UBND {settings.MOTCUA_CITY}", "unit": found.unit_name, "code": found.code,
        "number": found.notice_number, "place_and_date": place_and_date(settings.MOTCUA_CITY, local_date(now)),
        "title": found.title, "kind": found.kind.vi, "what": found.what,
        "discovered": long_instant(found.discovered_at),
        "happened": long_instant(found.happened_at) if found.happened_at else _UNKNOWN,
        "kinds": kinds or _UNKNOWN, "people": _UNKNOWN if found.people_count is None else f"{found.people_count:,}".replace(",", "."),
        "cause": found.cause or _UNKNOWN, "harm": found.harm.vi if found.harm else _UNKNOWN, "assessment": found.assessment,
        "measures": found.measures or "đang thực hiện", "late_reason": found.late_reason,
        "repaired": long_instant(found.repaired_at) if found.repaired_at else "chưa xong",
    }  # fmt: skip
