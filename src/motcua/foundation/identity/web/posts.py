"""The administrator's pages of posts: a unit's over time, and the forms that appoint, end and cancel, with the powers before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.identity import api
from motcua.foundation.identity.web import words
from motcua.foundation.identity.web.given import post_words
from motcua.foundation.units import api as units
from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kernel.errors import NamedError
from motcua.kernel.periods import midnight
from motcua.kit import clock
from motcua.kit.sheets import csv_bytes
from motcua.kit.ui.charts import percent
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.web import actor_of, audience, file_response, language_of

_ADMINS = (Role.ADMIN,)
_DAY = timedelta(days=1)
_BAR, _HEAD = 28, 24
_NAMES = (
    "viec", "chuc_vu", "don_vi", "vai_tro", "chuc_danh", "cach", "tu-day", "tu-month", "tu-year", "den-day", "den-month", "den-year", "so",
    "ngay-day", "ngay-month", "ngay-year", "kem", "khoa",
)  # fmt: skip
_ASKED = ("don_vi", "tim", "vai_tro", "trang_thai", "ngay-day", "ngay-month", "ngay-year")


@audience("officer", roles=_ADMINS)
@require_GET
def of_unit(request: HttpRequest) -> HttpResponse:
    """The posts of a unit over time: as a table, as a picture, as a file (``?tep=csv``)."""
    wanted = {name: request.GET.get(name, "").strip()[:80] for name in _ASKED}
    errors: dict[str, str] = {}
    on = read_day(wanted, "ngay", errors, needed=False)
    now, places = clock.now(), words.places(language_of(request))
    found: tuple[api.Appointment, ...] = ()
    if wanted["don_vi"] and not errors:
        found = api.unit_posts(
            unit_code=wanted["don_vi"], now=now, at=midnight(on + _DAY) - timedelta(microseconds=1) if on else None, query=wanted["tim"],
            role=Role(wanted["vai_tro"]) if wanted["vai_tro"] in list(Role) else None,
            state=api.PostState(wanted["trang_thai"]) if wanted["trang_thai"] in list(api.PostState) else None,
        )  # fmt: skip
    if request.GET.get("tep") == "csv":
        content = csv_bytes(_heads(), (_line(a, now=now) for a in found))
        return file_response(name=f"chuc-vu-{local(now):%Y%m%d-%H%M}.csv", mime="text/csv; charset=utf-8", content=content)  # type: ignore[return-value]
    context = {
        "wanted": wanted, "errors": errors, "day": day_boxes(wanted, "ngay"), "place": words.place(wanted["don_vi"], places),
        "roles": [("", _("Mọi vai trò")), *((r.value, words.role_word(r)) for r in Role)],
        "states": [("", _("Mọi trạng thái")), *((s.value, words.post_state_word(s)[0]) for s in api.PostState)],
        "columns": _heads(), "rows": [_row(a, now=now) for a in found], "picture": _picture(found, now=now),
        "file_href": f"?{urlencode({**wanted, 'tep': 'csv'})}",
    }  # fmt: skip
    return render(request, "identity/unit_posts.html", context, status=422 if errors else 200)


@audience("officer", roles=_ADMINS)
@require_http_methods(["GET", "POST"])
@api.confirmed(act=gettext_lazy("thay đổi chức vụ của cán bộ"))
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Appoint, end or cancel by a document: fill in, see the powers before and after, write. A second press writes nothing twice."""
    now = clock.now()
    officer = api.officer_by_code(code=code, now=now)
    source = request.POST if request.method == "POST" else request.GET
    typed = {name: source.get(name, "").strip()[:200] for name in _NAMES}
    typed["viec"] = typed["viec"] if typed["viec"] in ("bo_nhiem", "thoi", "huy") else "bo_nhiem"
    if request.method == "GET":
        today = clock.today()
        start = {"tu-day": str(today.day), "tu-month": str(today.month), "tu-year": str(today.year), "khoa": str(uuid4())}
        return _form(request, officer, {**typed, **start}, {})
    errors: dict[str, str] = {}
    act = _command(typed, officer, errors, now=now)
    if errors:
        return _form(request, officer, typed, errors)
    sure = request.POST.get("buoc") == "ghi"
    try:
        done = act(actor=actor_of(request), now=now, dry_run=not sure)
    except NamedError as problem:
        place = "don_vi" if isinstance(problem, units.UnitUnknown) else "cach" if typed["viec"] == "bo_nhiem" else "chuc_vu"
        return _form(request, officer, typed, {place: problem.sentence(language_of(request))})
    if sure:
        messages.success(request, _("Đã ghi thay đổi chức vụ của %(name)s.") % {"name": officer.full_name})
        return redirect("identity_staff_one", code=code)
    places = words.places(language_of(request))
    context = {
        "officer": officer, "at": words.moment(done.at), "hidden": sorted(typed.items()), "given_ended": done.given_ended,
        "gained": [post_words(p, places) for p in done.gained], "lost": [post_words(p, places) for p in done.lost],
        "kept": [post_words(p, places) for p in done.kept],
    }  # fmt: skip
    return render(request, "identity/post_check.html", context)


def _command(typed: Mapping[str, str], officer: api.Officer, errors: dict[str, str], *, now: datetime) -> Callable[..., api.PostChange]:
    """The door function with what was typed; ``errors`` names what cannot be read."""
    begins, paper_on = read_day(typed, "tu", errors, needed=typed["viec"] != "huy"), read_day(typed, "ngay", errors)
    ends = read_day(typed, "den", errors, needed=False)
    if not typed["so"]:
        errors["so"] = _("Nhập số, ký hiệu văn bản, ví dụ 12/QĐ-UBND.")
    own = {str(a.position_id) for a in api.appointments(officer_id=officer.uuid)}
    if typed["viec"] == "bo_nhiem":
        if not typed["don_vi"]:
            errors["don_vi"] = _("Nhập mã đơn vị, ví dụ 11329.")
        if typed["vai_tro"] not in list(Role):
            errors["vai_tro"] = _("Chọn vai trò.")
        if typed["cach"] not in list(api.Manner):
            errors["cach"] = _("Chọn cách giữ chức vụ.")
    elif typed["chuc_vu"] not in own:
        errors["chuc_vu"] = _("Chọn chức vụ.")
    if errors:
        return api.appoint
    assert paper_on is not None
    basis, key = api.Basis(typed["so"], paper_on), typed["khoa"][:80]
    if typed["viec"] == "huy":
        return lambda **more: api.cancel_post(position_id=int(typed["chuc_vu"]), basis=basis, **more)
    assert begins is not None
    starts = midnight(begins)
    today = starts <= now < starts + _DAY
    if typed["viec"] == "thoi":
        at = None if today else starts
        return lambda **more: api.end_post(
            position_id=int(typed["chuc_vu"]), at=at, basis=basis, with_beside=typed["kem"] == "true", idempotency_key=key, **more
        )
    return lambda **more: api.appoint(
        officer_id=officer.uuid, unit_code=typed["don_vi"], role=Role(typed["vai_tro"]), title=typed["chuc_danh"],
        manner=api.Manner(typed["cach"]), valid_from=None if today else starts, valid_to=midnight(ends + _DAY) if ends else None,
        basis=basis, idempotency_key=key, **more,
    )  # fmt: skip


def _form(request: HttpRequest, officer: api.Officer, typed: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    places, now = words.places(language_of(request)), clock.now()
    wanted = (api.PostState.PLANNED,) if typed["viec"] == "huy" else (api.PostState.HELD, api.PostState.PLANNED)
    posts = [a for a in api.appointments(officer_id=officer.uuid) if a.state(now) in wanted]
    context = {
        "officer": officer, "typed": typed, "errors": errors, "begins": day_boxes(typed, "tu"), "ends": day_boxes(typed, "den"),
        "paper": day_boxes(typed, "ngay"), "roles": [("", _("Chọn vai trò")), *((r.value, words.role_word(r)) for r in Role)],
        "manners": [(m.value, words.manner_word(m)) for m in api.Manner],
        "posts": [(str(a.position_id), f"{a.title or words.role_word(a.role)} · {words.place(a.unit_code, places)}") for a in posts],
    }  # fmt: skip
    return render(request, "identity/post_form.html", context, status=422 if errors else 200)


def _heads() -> list[str]:
    return [_("Họ và tên"), _("Chức danh"), _("Vai trò"), _("Cách giữ"), _("Từ"), _("Đến"), _("Văn bản"), _("Trạng thái")]


def _line(a: api.Appointment, *, now: datetime) -> list[str]:
    ends = words.moment(a.valid_to) if a.valid_to else _("chưa định ngày kết thúc")
    return [
        a.officer.full_name, a.title, words.role_word(a.role), words.manner_word(a.manner), words.moment(a.valid_from), ends,
        a.basis.number if a.basis else "", words.post_state_word(a.state(now))[0],
    ]  # fmt: skip


def _row(a: api.Appointment, *, now: datetime) -> list[Any]:
    name, *rest, state = _line(a, now=now)
    shape = words.post_state_word(a.state(now))[1]
    return [{"text": name, "href": reverse("identity_staff_one", args=[a.officer.code])}, *rest, {"text": state, "state": shape}]


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
        label = f"{a.officer.full_name} – {a.title or words.role_word(a.role)}"
        y = _HEAD + n * 2 * _BAR
        bars.append({"label": label, "x": percent(begins), "width": percent(max(ends - begins, 0.4)), "text_y": y + 14, "y": y + 20,
                     "strong": a.state(now) is api.PostState.HELD})  # fmt: skip
    today = percent((now - first) / (last - first) * 100)
    return {"bars": bars, "height": _HEAD + len(bars) * 2 * _BAR, "today": today, "first": words.moment(first), "last": words.moment(last)}
