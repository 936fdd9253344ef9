"""Pages of how evidence is kept: archives, how long bodies stay, what each service's log keeps of bodies."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, SettingInfo, SettingWrong
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, SEE, at, field, form, listed, managers_act, typed
from motcua.platform.exchange.web.standing import stamps_text
from motcua.platform.exchange.web.telling import past_of


@audience("officer", roles=SEE)
def evidence(request: HttpRequest) -> HttpResponse:
    """When the log is archived, how long bodies stay, and what of bodies each service's log keeps."""
    actor, language = actor_of(request), language_of(request)
    held = {s.name: s for s in api.settings(actor=actor)}
    archiving, bodies = held["archiving"].content, held["keep_bodies"].content
    days = bodies["days"] if bodies else 0
    kept = _("Không lưu trữ, nhật ký ở lại cổng")
    if archiving:
        kept = _("đóng sau %(h)s giờ, mỗi gói khoảng %(m)s MB") % {"h": words.number(archiving["hours"]), "m": archiving["megabytes"]}
    rows = [
        [_("Lưu trữ nhật ký"), kept, _set(held["archiving"])],
        [_("Giữ nội dung"), _("%(n)s ngày") % {"n": days} if days else _("Không hạn"), _set(held["keep_bodies"])],
    ]
    state = api.gateway_state()
    stamps = stamps_text(state.stamps) if state.stamps else _("Chưa đặt cơ quan cấp dấu")
    rows.append([_("Dấu thời gian"), stamps if state.answers else _("Cổng liên thông không trả lời"), "–"])
    services = [
        [{"text": s.name(language), "hint": words.short(s.id),
          **({"href": f"{reverse('exchange_body_policy')}?ma={s.id}"} if actor.roles & MANAGE else {})}, body_word(s.keep_body)]
        for s in api.catalogue(actor=actor)
    ]  # fmt: skip
    tables = [
        {"name": "policy", "caption": _("Thiết lập chung"), "empty": "", "rows": rows,
         "columns": [{"text": t} for t in (_("Việc"), _("Hiện nay"), _("Ai đặt, khi nào"))]},
        {"name": "bodies", "caption": _("Nhật ký giữ gì của nội dung, theo dịch vụ"), "rows": services,
         "empty": _("Chưa đăng ký dịch vụ nào."), "columns": [{"text": t} for t in (_("Dịch vụ"), _("Giữ gì"))]},
    ]  # fmt: skip
    acts = managers_act(request, _("Đổi thiết lập"), "exchange_evidence_change")
    intro = _("Mọi cuộc gọi đều được ký và ghi nhật ký; thiết lập này định giữ bao lâu và giữ gì.")
    past = [{**act, "about": _setting_word(name)} for name in held for act in past_of(request, Kind.SETTING, name)]
    past.sort(key=lambda act: act["id"], reverse=True)  # entries are numbered as they were made
    return listed(request, "exchange_evidence", title=_("Bằng chứng"), tables=tables, acts=acts, intro=intro, past=past)


@audience("officer", roles=MANAGE)
def evidence_change(request: HttpRequest) -> HttpResponse:
    """Change when the log is archived and how long bodies stay."""
    actor = actor_of(request)
    archiving = api.setting(name="archiving", actor=actor).content
    bodies = api.setting(name="keep_bodies", actor=actor).content
    fields = [
        field("text", "hours", _("Đóng nhật ký sau mấy giờ"), required=False, maxlength=10,
            hint=_("Để trống: không lưu trữ. Chỉ nhật ký đã có dấu thời gian mới được lưu trữ."),
            value=words.number(archiving["hours"]) if archiving else ""),
        field("number", "megabytes", _("Mỗi gói khoảng mấy MB"), value=archiving["megabytes"] if archiving else 32),
        field("number", "days", _("Giữ nội dung mấy ngày"), hint=_("0: không hạn. Hết hạn thì xoá; mã băm và chữ ký ở lại."),
            value=bodies["days"] if bodies else 0),
        field("textarea", "reason", _("Vì sao đổi"), hint=_("Ghi vào lịch sử, kiểm toán đọc được."), maxlength=250),
    ]  # fmt: skip

    def act() -> None:
        hours = typed(request, "hours", 10).replace(",", ".")
        kept = None
        if hours:
            kept = {"hours": _read(hours, "hours", float), "megabytes": _read(typed(request, "megabytes", 10), "megabytes", int)}
        days = _read(typed(request, "days", 10), "days", int)
        now, reason = clock.now(), typed(request, "reason", 250)
        if not reason:
            raise SettingWrong(fields={"reason": ("Ghi lý do.", "Give the reason.")})
        with api.as_one_version(name="evidence", actor=actor, now=now, why="evidence"):
            api.set_setting(name="archiving", content=kept, reason=reason, actor=actor, now=now)
            api.set_setting(name="keep_bodies", content={"days": days} if days else None, reason=reason, actor=actor, now=now)

    held = [s.name(language_of(request)) for s in api.catalogue(actor=actor) if s.keep_body != "hash"]
    facts = [{"name": _("Dịch vụ đang giữ nội dung"), "value": held or _("Không dịch vụ nào: nhật ký chỉ giữ mã băm")}]
    return form(
        request, title=_("Giữ bằng chứng"), fields=fields, yes=_("Lưu"), back=reverse("exchange_evidence"), act=act, facts=facts,
        intro=_("Thiết lập có hiệu lực ở mọi cổng. Hoàn tác được trong 30 ngày, nhưng nội dung đã xoá vì quá hạn thì không lấy lại được."),
    )  # fmt: skip


@audience("officer", roles=MANAGE)
def body_policy(request: HttpRequest) -> HttpResponse:
    """Change what the log keeps of the bodies of one service."""
    actor = actor_of(request)
    found = api.service(id=request.GET.get("ma", "").replace("\x00", "")[:300], actor=actor)
    options = [(name, body_word(name)) for name in ("hash", "encrypted", "plain")]
    fields = [field("select", "keep_body", _("Nhật ký giữ gì của nội dung"), options=options, value=found.keep_body,
        hint=_("Nội dung có dữ liệu cá nhân chỉ nên giữ mã băm, hoặc mã hoá bằng khoá của thành phố."))]  # fmt: skip

    def act() -> None:
        settings = {"keep_body": typed(request, "keep_body", 10)}
        api.change_service(service=found.id, settings=settings, expected=found.tag, actor=actor, now=clock.now())

    return form(
        request, title=found.name(language_of(request)), fields=fields, yes=_("Lưu"), back=reverse("exchange_evidence"), act=act
    )


def body_word(policy: str) -> str:
    """What the log keeps of a body, in words."""
    return {"hash": _("Chỉ mã băm"), "encrypted": _("Nội dung, mã hoá"), "plain": _("Nội dung, không mã hoá")}[policy]


def _set(held: SettingInfo) -> str:
    return f"{held.set_by}, {at(held.set_at)}" if held.set_at else _("Mặc định")


def _read(text: str, name: str, kind: Any) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise SettingWrong(fields={name: ("Nhập một số.", "Give a number.")}) from None


def _setting_word(name: str) -> str:
    """A setting of the whole exchange in words."""
    return {
        "archiving": _("Lưu trữ nhật ký"), "keep_bodies": _("Giữ nội dung"), "folders": _("Thư mục trao đổi tệp"),
        "events": _("Giữ và chuyển sự kiện"), "message_port": _("Cổng cho máy chủ liên thông khác"),
    }[name]  # fmt: skip
