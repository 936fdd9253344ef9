"""Pages of posts: a unit's over time, an officer's own, one with its documents; lists leave as spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.foundation.files import api as files
from motcua.foundation.identity import api
from motcua.foundation.identity.web import papers, words
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local
from motcua.kernel.periods import midnight
from motcua.kit import clock
from motcua.kit.sheets import xlsx_bytes
from motcua.kit.ui.charts import percent
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.web import actor_of, audience, file_response, language_of

_DAY = timedelta(days=1)
# As much of a name and title as a phone shows above a bar.
_BAR, _HEAD, _LABEL = 28, 24, 40
_ASKED = ("don_vi", "tim", "vai_tro", "trang_thai", "ngay-day", "ngay-month", "ngay-year")


@audience("officer", roles=(Role.ADMIN, Role.LEADER))
@require_GET
def of_unit(request: HttpRequest) -> HttpResponse:
    """The posts of a unit over time: as a table, as a picture, as a file (``?tep=xlsx``); leaders see their units and those below."""
    wanted = {name: request.GET.get(name, "").strip()[:80] for name in _ASKED}
    actor, now, places = actor_of(request), clock.now(), words.places(language_of(request))
    if not request.GET and not _manages(actor):
        wanted["don_vi"] = next((p.unit_code for p in actor.positions if p.role is Role.LEADER), "")
    errors: dict[str, str] = {}
    on = read_day(wanted, "ngay", errors, needed=False)
    found: tuple[api.Appointment, ...] = ()
    if wanted["don_vi"] and not errors:
        as_file = request.GET.get("tep") == "xlsx"
        found = _asked(api.export_unit_posts if as_file else api.unit_posts, wanted, on, actor=actor, now=now)
        if as_file:
            heading = _("Chức vụ của đơn vị %(unit)s") % {"unit": words.place(wanted["don_vi"], places)}
            return _sheet(heading, found, places, on=on, now=now, name=f"chuc-vu-{wanted['don_vi']}")
    context = {
        "wanted": wanted, "errors": errors, "day": day_boxes(wanted, "ngay"), "place": words.place(wanted["don_vi"], places), "on": on,
        "roles": words.role_choices(_("Mọi vai trò")),
        "states": [("", _("Mọi trạng thái")), *((s.value, words.post_state_word(s)[0]) for s in api.PostState)],
        "columns": _without_unit(heads()), "rows": [_without_unit(row(a, places, now=now)) for a in found],
        "picture": _picture(found, now=now),
        "file_href": f"?{urlencode({**wanted, 'tep': 'xlsx'})}", "manages": _manages(actor),
    }  # fmt: skip
    return render(request, "identity/unit_posts.html", context, status=422 if errors else 200)


@audience("officer", serving=False)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Every post that the officer has, had or will have, for himself, also when he holds none any more."""
    actor = actor_of(request)
    assert actor.subject_id is not None
    return of_officer(request, officer_id=actor.subject_id, name=actor.name, template="identity/my_posts.html")


def of_officer(request: HttpRequest, *, officer_id: Any, name: str, template: str, more: Mapping[str, Any] | None = None) -> HttpResponse:
    """An officer's history as a page, or as a file (``?tep=xlsx``)."""
    actor, now, places = actor_of(request), clock.now(), words.places(language_of(request))
    if request.GET.get("tep") == "xlsx":
        found = api.export_officer_posts(officer_id=officer_id, actor=actor, now=now)
        return _sheet(_("Quá trình giữ chức vụ của %(name)s") % {"name": name}, found, places, on=None, now=now, name="qua-trinh-chuc-vu")
    found = api.officer_posts(officer_id=officer_id, actor=actor)
    context = {"columns": heads()[1:], "rows": [row(a, places, now=now, named=False) for a in found], **(more or {})}
    return render(request, template, context)


@audience("officer", serving=False)
@require_GET
def one(request: HttpRequest, code: str, position_id: int) -> HttpResponse:
    """One post with its documents, and what an administrator may do with it."""
    actor, now, places = actor_of(request), clock.now(), words.places(language_of(request))
    found = api.visible_post(officer_code=code, position_id=position_id, actor=actor, now=now)
    manages = _manages(actor) and actor.subject_id != found.officer.uuid
    context = {
        "post": found, "name": words.post_name(found.title, found.role, found.unit_code, places), "facts": _facts(found, places, now=now),
        "papers": [
            {"text": text, "href": reverse("identity_post_paper", args=[code, position_id, which])}
            for text, which, basis in (
                (_("Mở văn bản bổ nhiệm"), "bo-nhiem", found.basis), (_("Mở văn bản thôi giữ"), "thoi-giu", found.release_basis),
            )
            if basis is not None and basis.file_id is not None
        ],
        "acts": _acts(found, now=now) if manages else [], "manages": _manages(actor), "own": actor.subject_id == found.officer.uuid,
    }  # fmt: skip
    return render(request, "identity/post.html", context)


@audience("officer", serving=False)
@require_GET
def paper(request: HttpRequest, code: str, position_id: int, which: str) -> HttpResponseBase:
    """The document by which a post was given or ended, for whoever sees the post; it is told to the log."""
    file_id = api.open_post_paper(
        officer_code=code, position_id=position_id, release=which == "thoi-giu", actor=actor_of(request), now=clock.now()
    )
    return papers.shown(file_id)


def heads() -> list[str]:
    """The names of the columns."""
    return [
        _("Họ và tên"), _("Chức danh"), _("Vai trò"), _("Đơn vị"), _("Cách giữ"), _("Từ"), _("Đến"), _("Văn bản"), _("Trạng thái"),
    ]  # fmt: skip


def row(a: api.Appointment, places: Mapping[str, str], *, now: datetime, named: bool = True) -> list[Any]:
    """A post as a row; ``named`` with the officer's name before it."""
    name, title, *rest, state = _line(a, places, now=now)
    shown = {"text": title or words.role_word(a.role), "href": reverse("identity_post", args=[a.officer.code, a.position_id])}
    return [*([name] if named else []), shown, *rest, {"text": state, "state": words.post_state_word(a.state(now))[1]}]


def _without_unit(cells: list[Any]) -> list[Any]:
    """A unit's page names the unit once, above."""
    return [*cells[:3], *cells[4:]]


def _line(a: api.Appointment, places: Mapping[str, str], *, now: datetime) -> list[str]:
    numbers = "; ".join(words.document(b.number, b.on) for b in (a.basis, a.release_basis) if b is not None)
    return [
        a.officer.full_name, a.title, words.role_word(a.role), words.place(a.unit_code, places), words.manner_word(a.manner),
        words.moment(a.valid_from), words.moment(a.valid_to), numbers, words.post_state_word(a.state(now))[0],
    ]  # fmt: skip


def _asked(
    door: Callable[..., tuple[api.Appointment, ...]], wanted: Mapping[str, str], on: date | None, *, actor: Actor, now: datetime
) -> tuple[api.Appointment, ...]:
    """The page and its file ask the same question."""
    return door(
        unit_code=wanted["don_vi"], actor=actor, now=now, query=wanted["tim"],
        at=midnight(on + _DAY) - timedelta(microseconds=1) if on else None,
        role=Role(wanted["vai_tro"]) if wanted["vai_tro"] in list(Role) else None,
        state=api.PostState(wanted["trang_thai"]) if wanted["trang_thai"] in list(api.PostState) else None,
    )  # fmt: skip


def _sheet(
    heading: str, found: Iterable[api.Appointment], places: Mapping[str, str], *, on: date | None, now: datetime, name: str
) -> HttpResponse:
    """The list as a spreadsheet that says of which day it is, and when it was made."""
    told = [heading, _("Đang giữ vào ngày %(day)s") % {"day": f"{on:%d/%m/%Y}"} if on else _("Mọi thời gian")]
    told.append(_("Lập lúc %(at)s") % {"at": words.moment(now)})
    columns: Sequence[tuple[str, int]] = list(zip(heads(), (28, 28, 18, 34, 16, 18, 18, 34, 18), strict=True))
    content = xlsx_bytes(
        title=_("Chức vụ"), heading=". ".join(told), columns=columns, rows=(_line(a, places, now=now) for a in found)
    )
    return file_response(name=f"{name}-{local(now):%Y%m%d-%H%M}.xlsx", mime=files.XLSX, content=content)  # type: ignore[return-value]


def _facts(a: api.Appointment, places: Mapping[str, str], *, now: datetime) -> list[dict[str, str]]:
    *known, numbers, state = zip(heads(), _line(a, places, now=now), strict=True)
    papers_of = [(_("Văn bản bổ nhiệm"), a.basis), (_("Văn bản thôi giữ"), a.release_basis)]
    told = [(name, words.document(b.number, b.on)) for name, b in papers_of if b is not None]
    return [{"name": name, "value": value or "–"} for name, value in (*known, *(told or [numbers]), state)]


def _acts(a: api.Appointment, *, now: datetime) -> list[dict[str, str]]:
    """What an administrator may do with a post where it stands."""
    verbs = {api.PostState.HELD: ("chuyen", "sua", "thoi"), api.PostState.PLANNED: ("sua", "huy")}.get(a.state(now), ("sua",))
    url = reverse("identity_staff_post", args=[a.officer.code])
    return [{"text": words.change_word(verb), "href": f"{url}?viec={verb}&chuc_vu={a.position_id}"} for verb in verbs]


def _manages(actor: Actor) -> bool:
    return any(p.role is Role.ADMIN for p in actor.own_positions)


def _picture(found: tuple[api.Appointment, ...], *, now: datetime) -> dict[str, Any]:
    """Bars on one scale of time, from the first day to a year ahead of now or the last planned end."""
    shown = [a for a in found if a.state(now) is not api.PostState.CANCELLED][:60]
    if not shown:
        return {}
    first = min(a.valid_from for a in shown)
    last = max([now + 365 * _DAY, *(a.valid_to for a in shown if a.valid_to)])
    bars = []
    for n, a in enumerate(shown):
        begins, ends = (a.valid_from - first) / (last - first) * 100, ((a.valid_to or last) - first) / (last - first) * 100
        label = Truncator(f"{a.officer.full_name} – {a.title or words.role_word(a.role)}").chars(_LABEL)
        y = _HEAD + n * 2 * _BAR
        bars.append({"label": label, "x": percent(begins), "width": percent(max(ends - begins, 0.4)), "text_y": y + 14, "y": y + 20,
                     "strong": a.state(now) is api.PostState.HELD})  # fmt: skip
    today = percent((now - first) / (last - first) * 100)
    return {"bars": bars, "height": _HEAD + len(bars) * 2 * _BAR, "today": today, "first": words.moment(first), "last": words.moment(last)}
