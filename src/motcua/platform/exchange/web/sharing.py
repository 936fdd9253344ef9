"""Pages of data-sharing requests: inbox, asking one question at a time, deciding, the decision in print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Limits, SettingWrong, SharingAsk, SharingInfo, SharingState
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import PEOPLE, at, field, form, tabs, typed

_PAGE = 25


@audience("officer", roles=PEOPLE)
def requests(request: HttpRequest) -> HttpResponse:
    """Requests that the reader may see, the newest first."""
    language = language_of(request)
    state, query, before = (request.GET.get(n, "").replace("\x00", "").strip()[:100] for n in ("trang-thai", "tim", "truoc"))
    states = [SharingState(state)] if state in set(SharingState) else []
    found = api.requests(actor=actor_of(request), states=states, query=query, before=before, limit=_PAGE + 1)
    shown = found[:_PAGE]
    rows = [
        [{"text": r.code, "href": reverse("exchange_request", args=[r.code])}, r.client_name(language), r.service_name(language), r.purpose,
         words.sharing_cell(r.state), f"{r.until_on:%d/%m/%Y}"]
        for r in shown
    ]  # fmt: skip
    table = {
        "name": "requests", "caption": _("Yêu cầu chia sẻ, mới nhất trước"),
            "empty": _("Chưa có yêu cầu nào phù hợp. Lập yêu cầu khi hệ thống của đơn vị bạn cần dữ liệu của cơ quan khác."),
        "columns": [{"text": t} for t in (_("Mã"), _("Bên xin"), _("Dịch vụ"), _("Để làm gì"), _("Trạng thái"), _("Đến ngày"))],
            "rows": rows,
    }  # fmt: skip
    filters = [
        field("text", "tim", _("Mã hoặc mục đích"), value=query, maxlength=100),
        field("select", "trang-thai", _("Trạng thái"), options=[(str(s), words.sharing_word(s)) for s in SharingState], value=state),
    ]
    more = urlencode({"tim": query, "trang-thai": state, "truoc": shown[-1].code}) if len(found) > _PAGE else ""
    acts = [{"text": _("Lập yêu cầu"), "href": reverse("exchange_ask"), "kind": "primary"}]
    context = {
        "title": _("Yêu cầu chia sẻ dữ liệu"), "tables": [table], "filters": filters, "acts": acts, "next_href": f"?{more}" if more else "",
        **tabs(request, "exchange_requests"),
    }  # fmt: skip
    return render(request, "exchange/list.html", context)


@audience("officer", roles=PEOPLE)
def ask(request: HttpRequest) -> HttpResponse:
    """The first question: which system of ours needs which service."""
    language, actor = language_of(request), actor_of(request)
    own = [(c.id, c.name(language)) for c in api.own_clients(actor=actor)]
    offered = [(s.id, f"{s.name(language)} ({(s.provider_en or s.provider_vi) if language == 'en' else s.provider_vi})")
        for s in api.services()]
    fields = [
        field("select", "client", _("Hệ thống nào của đơn vị bạn cần dữ liệu?"), options=own),
        field("select", "service", _("Cần dịch vụ nào?"), options=offered),
    ]

    def act() -> dict[str, str]:
        chosen = {name: typed(request, name, 300) for name in ("client", "service")}
        known = {"client": {key for key, _text in own}, "service": {key for key, _text in offered}}
        wrong = {name: ("Chọn một mục trong danh sách.", "Choose one of the list.") for name,
            key in chosen.items() if key not in known[name]}
        if wrong:
            raise SettingWrong(fields=wrong)
        return chosen

    def on(chosen: dict[str, str]) -> HttpResponse:
        return redirect(f"{reverse('exchange_ask_terms')}?{urlencode(chosen)}")

    intro = "" if own else _("Đơn vị bạn chưa có hệ thống nào trên trục liên thông. Đề nghị quản trị đăng ký hệ thống trước.")
    return form(
        request, title=_("Lập yêu cầu chia sẻ dữ liệu"), fields=fields, yes=_("Tiếp tục"), back=reverse("exchange_requests"), act=act,
        answer=on, intro=intro,
    )  # fmt: skip


@audience("officer", roles=PEOPLE)
def terms(request: HttpRequest) -> HttpResponse:
    """The second: what for, on what ground, which fields, how long, how much; then it is handed in."""
    language, actor, now = language_of(request), actor_of(request), clock.now()
    chosen = {name: request.GET.get(name, "").replace("\x00", "")[:300] for name in ("client", "service", "renews")}
    offered = api.offered(id=chosen["service"])
    options = [(f.path, f"{(f.en if language == 'en' else f.vi)}{' · ' + _('dữ liệu cá nhân') if f.personal else ''}")
        for f in offered.fields or () if f.path]
    fields = [
        field("textarea", "purpose", _("Dùng dữ liệu vào việc gì?"), maxlength=250),
        field("text", "ground", _("Căn cứ pháp lý"), hint=_("Bắt buộc khi có dữ liệu cá nhân hoặc chưa rõ dữ liệu gì."), required=False,
            maxlength=300),
        *([field("checkboxes", "fields", _("Cần những trường nào?"), hint=_("Chỉ chọn điều cần. Không chọn là xin tất cả."),
            options=options, required=False)] if options else []),
        field("date", "from", _("Từ ngày"), value=day_boxes(request.POST, "from")),
        field("date", "until", _("Đến trước ngày"), value=day_boxes(request.POST, "until")),
        field("number", "per_day", _("Dự kiến mấy lượt gọi một ngày?")),
    ]  # fmt: skip

    def act() -> str:
        problems: dict[str, str] = {}
        days = {name: read_day(request.POST, name, problems) for name in ("from", "until")}
        if problems or days["from"] is None or days["until"] is None:
            raise SettingWrong(fields={name: (text, text) for name, text in problems.items()})
        count = typed(request, "per_day", 9)
        wanted = SharingAsk(
            service=chosen["service"], client=chosen["client"], renews=chosen["renews"], purpose=typed(request, "purpose"),
            ground=typed(request, "ground"),
            fields=tuple(request.POST.getlist("fields")[:200]),
            from_on=days["from"], until_on=days["until"], per_day=int(count) if count.isascii() and count.isdigit() else 0,
        )  # fmt: skip
        try:
            return api.ask_sharing(ask=wanted, actor=actor, now=now)
        except SettingWrong as wrong:
            raise SettingWrong(fields={{"from_on": "from", "until_on": "until"}.get(k, k): v for k, v in wrong.fields.items()}) from None

    return form(
        request, title=_("Xin dữ liệu để làm gì, trong bao lâu?"), fields=fields, yes=_("Gửi yêu cầu"), back=reverse("exchange_ask"),
            act=act,
        answer=lambda code: redirect("exchange_request", code=code), facts=[{"name": _("Dịch vụ"), "value": offered.name(language)}],
    )  # fmt: skip


@audience("officer", roles=PEOPLE)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One request: what is asked, what was decided, what the reader may do."""
    found = api.request(code=code, actor=actor_of(request))
    kinds = {"agree": "primary", "approve": "primary", "answer": "primary"}
    acts = [
        {"text": words.act_word(act), "href": reverse("exchange_move", args=[code, act]), "kind": kinds.get(act, "secondary")}
            for act in found.acts
    ]
    if found.state in {SharingState.IN_FORCE, SharingState.SUSPENDED}:
        again = urlencode({"client": found.client, "service": found.service, "renews": found.code})
        acts.append({"text": _("Xin gia hạn"), "href": f"{reverse('exchange_ask_terms')}?{again}", "kind": "secondary"})
    acts.append({"text": _("Bản in"), "href": reverse("exchange_decision", args=[code]), "kind": "secondary"})
    steps = [
        {"title": words.act_word(s.act), "at": at(s.at), "who": s.by, "text": s.note, "state": "now" if n == len(found.steps) else "done"}
        for n, s in enumerate(found.steps, 1)
    ]
    crumbs = [{"text": _("Yêu cầu chia sẻ dữ liệu"), "href": reverse("exchange_requests")}, {"text": code}]
    context = {"title": _("Yêu cầu %(code)s") % {"code": code}, "facts": _facts(request, found), "acts": acts, "steps": steps,
        "crumbs": crumbs}
    return render(request, "exchange/thing.html", context)


@audience("officer", roles=PEOPLE)
def move(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """One step, with its reason, and with agreement what is narrowed."""
    actor = actor_of(request)
    found = api.request(code=code, actor=actor)
    if act not in found.acts and request.method != "POST":
        return redirect("exchange_request", code=code)
    narrowing = act in {"agree", "approve"}
    fields = [field("textarea", "note", _("Lý do, ý kiến"), required=act in words.NEEDS_REASON, maxlength=1000)]
    if narrowing:
        if found.fields:
            fields.append(field("checkboxes", "fields", _("Chỉ chia sẻ các trường"), options=[(f, f) for f in found.fields],
                value=list(found.fields)))
        fields.append(field("number", "per_day", _("Tối đa mấy lượt gọi một ngày"), value=found.per_day))

    def go() -> Any:
        count = typed(request, "per_day", 9)
        kept = tuple(request.POST.getlist("fields")) if found.fields else None
        limits = Limits(fields=kept, per_day=int(count) if count.isascii() and count.isdigit() else None) if narrowing else None
        return api.move_request(code=code, act=act, note=typed(request, "note"), limits=limits, actor=actor, now=clock.now())

    return form(
        request, title=f"{words.act_word(act)}: {code}", fields=fields, yes=words.act_word(act),
            back=reverse("exchange_request", args=[code]),
        act=go, facts=_facts(request, found),
    )  # fmt: skip


@audience("officer", roles=PEOPLE)
def decision(request: HttpRequest, code: str) -> HttpResponse:
    """The decision as it prints."""
    found = api.request(code=code, actor=actor_of(request))
    columns = [{"text": t} for t in (_("Bước"), _("Ai"), _("Lúc"), _("Lý do"))]
    rows = [[words.act_word(s.act), s.by, at(s.at), s.note or "–"] for s in found.steps]
    title = _("Quyết định về yêu cầu chia sẻ dữ liệu %(code)s") % {"code": code}
    return render(request, "exchange/decision.html",
        {"title": title, "facts": _facts(request, found), "columns": columns, "rows": rows, "code": code})


def _facts(request: HttpRequest, found: SharingInfo) -> list[dict[str, Any]]:
    language = language_of(request)
    personal = {True: _("Có"), False: _("Không"), None: _("Chưa ai mô tả")}
    return [
        {"name": _("Trạng thái"), "value": words.sharing_word(found.state)}, {"name": _("Bên xin"), "value": found.client_name(language)},
        {"name": _("Dịch vụ"), "value": [found.service_name(language), found.provider(language)]},
            {"name": _("Để làm gì"), "value": found.purpose},
        {"name": _("Căn cứ pháp lý"), "value": found.ground}, {"name": _("Trường"), "value": list(found.fields) or _("Tất cả")},
        {"name": _("Dữ liệu cá nhân"), "value": personal[found.personal]},
        {"name": _("Địa chỉ gọi"), "value": [f"{m} {p}" for m, p in found.endpoints] or _("Tất cả")},
        {"name": _("Thời hạn chia sẻ"),
            "value": _("từ %(a)s đến trước %(b)s") % {"a": f"{found.from_on:%d/%m/%Y}", "b": f"{found.until_on:%d/%m/%Y}"}},
        {"name": _("Lượt gọi một ngày"), "value": str(found.per_day)}, {"name": _("Gia hạn cho"), "value": found.renews},
    ]  # fmt: skip
