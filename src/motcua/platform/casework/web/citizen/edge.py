"""What every citizen page reads from the request, and how instants and states read."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_date, show_instant
from motcua.kit.web import language_of
from motcua.platform.casework.contracts import DossierStatus, DueState

ENDED = frozenset({DossierStatus.REFUSED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED, DossierStatus.HANDED_BACK})
_TAGS = {
    DossierStatus.SUBMITTED: "none",
    DossierStatus.RECEIVED: "moving",
    DossierStatus.REFUSED: "stopped",
    DossierStatus.PROCESSING: "moving",
    DossierStatus.SUPPLEMENT: "waiting",
    DossierStatus.FINANCIAL_DUTY: "waiting",
    DossierStatus.WITHDRAWN: "stopped",
    DossierStatus.STOPPED: "stopped",
    DossierStatus.RESOLVED: "done",
    DossierStatus.HANDED_BACK: "done",
}


def address_of(name: str, *args: object) -> str:
    """The address of a page that another room may have; empty where that room is switched off."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def said(request: HttpRequest, vi: str, en: str) -> str:
    """One of two sentences that data carry; Vietnamese stands in for missing English."""
    return (en or vi) if language_of(request) == "en" else vi


def moment(request: HttpRequest, at: datetime | None) -> str:
    """An instant with its time, on Vietnam's clock; empty for None."""
    return show_instant(at, language_of(request)) if at else ""


def day(request: HttpRequest, at: datetime | None) -> str:
    """The day of an instant in Vietnam; empty for None."""
    return show_date(local_date(at), language_of(request)) if at else ""


def status_tag(request: HttpRequest, status: DossierStatus, due_state: DueState = DueState.NONE) -> dict[str, str]:
    """The word and the shape of a status; a late dossier says so."""
    if due_state == DueState.LATE:
        return {"text": said(request, f"{status.vi}, quá hạn", f"{status.en}, overdue"), "state": "late"}
    return {"text": said(request, status.vi, status.en), "state": _TAGS[status]}


def counted(language: str, n: int, vi: str, en: str) -> str:
    """``10 ngày làm việc``, ``1 working day``, ``10 working days``."""
    return f"{n} {en}{'' if n == 1 else 's'}" if language == "en" else f"{n} {vi}"
