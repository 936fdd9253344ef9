"""Which calls a page of the log is asked for, and the addresses under which other pages lead to the rows behind their numbers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from motcua.kernel.clock import VIETNAM, local
from motcua.platform.exchange.contracts import CallsAsked
from motcua.platform.exchange.web.frame import asked

_MOMENT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: +(\d{1,2}):(\d{2}))?")
NAMES = ("outcome", "service", "client", "issue", "since", "until")


def calls_href(
    *, since: datetime | None = None, until: datetime | None = None, service: str = "", client: str = "", outcome: str = ""
) -> str:
    """The page of the calls behind a number that counts those of ``[since, until)``."""
    parts = {"service": service, "client": client, "outcome": outcome, "since": moment(since), "until": moment(until)}
    return f"{reverse('exchange_log')}?{urlencode({k: v for k, v in parts.items() if v}, safe='/:')}"


def moment(at: datetime | None) -> str:
    """An instant as it is typed into the filter."""
    return f"{local(at):%d/%m/%Y %H:%M}" if at else ""


def read_calls(request: HttpRequest) -> tuple[CallsAsked, dict[str, str], bool]:
    """What the address asks for, as typed, and whether a moment in it could not be read.

    A day alone begins at its midnight, and ends with its last minute.
    """
    typed = {name: asked(request, name, 300) for name in NAMES}
    since, until = _read(typed["since"], last=False), _read(typed["until"], last=True)
    wrong = bool((typed["since"] and since is None) or (typed["until"] and until is None))
    exact = {name: typed[name] for name in NAMES[:4]}
    return CallsAsked(**exact, since=since, until=until), typed, wrong


def _read(text: str, *, last: bool) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    day, month, year, hour, minute = found.groups()
    try:
        at = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=VIETNAM)
        return at + timedelta(days=1) if last and hour is None else at
    except (ValueError, OverflowError):
        return None
