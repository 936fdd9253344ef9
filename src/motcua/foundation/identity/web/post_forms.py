"""What an administrator typed about a post: read into one command of the door, kept as typed when something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.foundation.identity import api
from motcua.kernel.actors import Role
from motcua.kernel.clock import local_date
from motcua.kernel.periods import midnight
from motcua.kit.ui.days import day_boxes, read_day, typed_day

Typed = Mapping[str, str]
Problems = dict[str, str]
History = Sequence[api.Appointment]
Command = Callable[..., api.PostChange]
DAY = timedelta(days=1)
_TITLE_MOST, _NUMBER_MOST = 120, 80
_TICK = timedelta(microseconds=1)
NAMES = (
    "viec", "chuc_vu", "don_vi", "vai_tro", "chuc_danh", "cach", "tu-day", "tu-month", "tu-year", "den-day", "den-month", "den-year", "so",
    "ngay-day", "ngay-month", "ngay-year", "kem", "ly_do", "khoa", "tep",
)  # fmt: skip
_HELD, _PLANNED = api.PostState.HELD, api.PostState.PLANNED
# Which posts each of the five acts is about; an appointment is about none.
STATES: Mapping[str, tuple[api.PostState, ...]] = {
    "bo_nhiem": (), "chuyen": (_HELD, _PLANNED), "sua": tuple(api.PostState), "thoi": (_HELD, _PLANNED), "huy": (_PLANNED,),
}  # fmt: skip


def typed(data: Mapping[str, str]) -> dict[str, str]:
    """What came with the form, and nothing else; an act that is none of the five is an appointment."""
    found = {name: data.get(name, "").strip()[:400] for name in NAMES}
    return {**found, "viec": found["viec"] if found["viec"] in STATES else "bo_nhiem"}


def choices(form: Typed, history: History, *, now: datetime) -> list[api.Appointment]:
    """The officer's posts that the act may be about."""
    return [a for a in history if a.state(now) in STATES[form["viec"]]]


def chosen(form: Typed, history: History) -> api.Appointment | None:
    """The post that was chosen, if it is one of this officer's: a second press finds it where the first has brought it."""
    return next((a for a in history if str(a.position_id) == form["chuc_vu"]), None)


def start(form: Typed, post: api.Appointment | None, *, now: datetime) -> dict[str, str]:
    """What stands in the boxes at first: today, or what is on record of the post that is moved or put right."""
    today = typed_day("tu", local_date(now))
    if post is None or form["viec"] not in ("chuyen", "sua"):
        return {**form, **today}
    known = {"vai_tro": post.role.value, "chuc_danh": post.title, "cach": post.manner.value}
    if form["viec"] == "chuyen":
        return {**form, **known, **today}
    paper = {"so": post.basis.number, **typed_day("ngay", post.basis.on)} if post.basis else {}
    ends = typed_day("den", local_date(post.valid_to - _TICK)) if post.valid_to else {}
    return {**form, **known, **typed_day("tu", local_date(post.valid_from)), **ends, **paper}


def read(form: Typed, officer: api.Officer, history: History, problems: Problems, *, now: datetime) -> Command | None:
    """The command with what was typed; None when ``problems`` names what cannot be read."""
    if len(form["chuc_danh"]) > _TITLE_MOST:
        problems["chuc_danh"] = _("Chức danh dài quá 120 ký tự.")
    if form["viec"] == "bo_nhiem":
        return _appointing(form, officer, problems, now=now)
    post = chosen(form, history)
    if post is None:
        problems["chuc_vu"] = _("Chọn chức vụ.")
    reader = {"chuyen": _moving, "sua": _correcting, "thoi": _ending, "huy": _cancelling}[form["viec"]]
    return reader(form, post, problems, now=now)


def _appointing(form: Typed, officer: api.Officer, problems: Problems, *, now: datetime) -> Command | None:
    at, ends, basis = _begins(form, problems, now=now), _end(form, problems), _basis(form, problems)
    _check_place(form, problems)
    if problems:
        return None
    return lambda **more: api.appoint(
        officer_id=officer.uuid, unit_code=form["don_vi"], role=Role(form["vai_tro"]), title=form["chuc_danh"],
        manner=api.Manner(form["cach"]), valid_from=at, valid_to=ends, basis=basis, idempotency_key=form["khoa"][:80], **more,
    )  # fmt: skip


def _moving(form: Typed, post: api.Appointment | None, problems: Problems, *, now: datetime) -> Command | None:
    at, ends, basis = _begins(form, problems, now=now) or now, _end(form, problems), _basis(form, problems)
    _check_place(form, problems)
    if problems or post is None:
        return None
    position_id = post.position_id
    return lambda **more: api.change_post(
        position_id=position_id, at=at, unit_code=form["don_vi"], role=Role(form["vai_tro"]), title=form["chuc_danh"],
        manner=api.Manner(form["cach"]), valid_to=ends, basis=basis, idempotency_key=form["khoa"][:80], **more,
    )  # fmt: skip


def _ending(form: Typed, post: api.Appointment | None, problems: Problems, *, now: datetime) -> Command | None:
    at, basis = _begins(form, problems, now=now), _basis(form, problems)
    if problems or post is None:
        return None
    position_id = post.position_id
    return lambda **more: api.end_post(
        position_id=position_id, at=at, basis=basis, with_beside=form["kem"] == "true", idempotency_key=form["khoa"][:80], **more
    )


def _cancelling(form: Typed, post: api.Appointment | None, problems: Problems, *, now: datetime) -> Command | None:
    basis = _basis(form, problems)
    if problems or post is None:
        return None
    position_id = post.position_id
    return lambda **more: api.cancel_post(position_id=position_id, basis=basis, **more)


def _correcting(form: Typed, post: api.Appointment | None, problems: Problems, *, now: datetime) -> Command | None:
    """A day that still stands as it is shown is not touched: an instant within that day is more exact than the day."""
    if not form["ly_do"]:
        problems["ly_do"] = _("Nhập lý do sửa, ví dụ: ghi nhầm số văn bản.")
    if post is None:
        return None
    known, state = post.basis, post.state(now)
    on_paper = known is not None or form["so"] or form["tep"] or any(day_boxes(form, "ngay").values())
    basis = _basis(form, problems, scan=known.file_id if known else None) if on_paper else None
    begins = read_day(form, "tu", problems) if state is _PLANNED else None
    ends = read_day(form, "den", problems, needed=False) if state in (_HELD, _PLANNED) else None
    if problems:
        return None
    endless = ends is None and state in (_HELD, _PLANNED) and post.valid_to is not None
    valid_from = None if begins is None or begins == local_date(post.valid_from) else midnight(begins)
    same_end = ends is None or (post.valid_to is not None and ends == local_date(post.valid_to - _TICK))
    valid_to = None if same_end or ends is None else midnight(ends + DAY)
    position_id = post.position_id
    return lambda **more: api.correct_post(
        position_id=position_id, reason=form["ly_do"], title=form["chuc_danh"], basis=basis, valid_from=valid_from, valid_to=valid_to,
        without_end=endless, **more,
    )  # fmt: skip


def _check_place(form: Typed, problems: Problems) -> None:
    if not form["don_vi"]:
        problems["don_vi"] = _("Nhập mã đơn vị, ví dụ 11329.")
    if form["vai_tro"] not in list(Role):
        problems["vai_tro"] = _("Chọn vai trò.")
    if form["cach"] not in list(api.Manner):
        problems["cach"] = _("Chọn cách giữ chức vụ.")


def _begins(form: Typed, problems: Problems, *, now: datetime) -> datetime | None:
    """The first instant; None for today, which begins now: a power is not given backwards."""
    day = read_day(form, "tu", problems)
    return None if day is None or day == local_date(now) else midnight(day)


def _end(form: Typed, problems: Problems) -> datetime | None:
    day = read_day(form, "den", problems, needed=False)
    return midnight(day + DAY) if day else None


def _basis(form: Typed, problems: Problems, *, scan: UUID | None = None) -> api.Basis | None:
    """The document; ``scan`` is the file on record, which stays when no other came."""
    on = read_day(form, "ngay", problems)
    if not form["so"]:
        problems["so"] = _("Nhập số, ký hiệu văn bản, ví dụ 12/QĐ-UBND.")
    elif len(form["so"]) > _NUMBER_MOST:
        problems["so"] = _("Số, ký hiệu văn bản dài quá 80 ký tự.")
    return api.Basis(form["so"], on, UUID(form["tep"]) if form["tep"] else scan) if on and "so" not in problems else None
