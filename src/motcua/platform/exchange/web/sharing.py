"""Pages of data-sharing requests: inbox, one request, deciding, the decision in print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Limits, ServiceUnknown, SharingInfo, SharingState
from motcua.platform.exchange.web import told, words
from motcua.platform.exchange.web.frame import PEOPLE, at, field, form, listed, place, typed

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
    drafts = len(api.drafts(actor=actor_of(request)))
    if drafts:
        acts.append({"text": _("Viết tiếp %(n)s bản nháp") % {"n": drafts}, "href": reverse("exchange_ask"), "kind": "secondary"})
    title, further = _("Yêu cầu chia sẻ dữ liệu"), f"?{more}" if more else ""
    return listed(request, "exchange_requests", title=title, tables=[table], filters=filters, acts=acts, next_href=further)


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
        acts.append({"text": _("Xin gia hạn"), "href": place("exchange_ask", **{"gia-han": found.code}), "kind": "secondary"})
    acts.append({"text": _("Bản in"), "href": reverse("exchange_decision", args=[code]), "kind": "secondary"})
    steps = [
        {"title": words.act_word(s.act), "at": at(s.at), "who": s.by, "text": s.note, "state": "now" if n == len(found.steps) else "done"}
        for n, s in enumerate(found.steps, 1)
    ]
    crumbs = [{"text": _("Yêu cầu chia sẻ dữ liệu"), "href": reverse("exchange_requests")}, {"text": code}]
    barred = "refuse" in found.acts and not {"agree", "approve"} & set(found.acts)  # who may refuse may also decide, but for four eyes
    notice = {"kind": "info", "text": _(
        "Bạn đã đề nghị hoặc đã đồng ý yêu cầu này nên người khác phải quyết: báo một quản trị viên khác hoặc lãnh đạo cơ quan chủ dữ liệu."
    )} if barred else None  # fmt: skip
    context = {"title": _("Yêu cầu %(code)s") % {"code": code}, "facts": _facts(request, found), "acts": acts, "steps": steps,
        "crumbs": crumbs, "notice": notice}
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
            known = _known(request, found)
            options = [(f, known[f].name, known[f].hint) if f in known else (f, f) for f in found.fields]
            fields.append(field("checkboxes", "fields", _("Chỉ chia sẻ các trường"), options=options, value=list(found.fields)))
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


def _known(request: HttpRequest, found: SharingInfo) -> dict[str, told.Told]:
    """The fields of the service in words; none where it is gone or all of them are asked for."""
    try:
        return told.told(request, api.offered(id=found.service)) if found.fields else {}
    except ServiceUnknown:
        return {}


def _facts(request: HttpRequest, found: SharingInfo) -> list[dict[str, Any]]:
    language = language_of(request)
    personal = {True: _("Có"), False: _("Không"), None: _("Chưa ai mô tả")}
    return [
        {"name": _("Trạng thái"), "value": words.sharing_word(found.state)}, {"name": _("Bên xin"), "value": found.client_name(language)},
        {"name": _("Dịch vụ"), "value": [found.service_name(language), found.provider(language)]},
            {"name": _("Để làm gì"), "value": found.purpose},
        {"name": _("Căn cứ pháp lý"), "value": found.ground},
        {"name": _("Trường"), "value": told.names(_known(request, found), found.fields) or _("Tất cả")},
        {"name": _("Dữ liệu cá nhân"), "value": personal[found.personal]},
        {"name": _("Địa chỉ gọi"), "value": [f"{m} {p}" for m, p in found.endpoints] or _("Tất cả")},
        {"name": _("Thời hạn chia sẻ"),
            "value": _("từ %(a)s đến trước %(b)s") % {"a": f"{found.from_on:%d/%m/%Y}", "b": f"{found.until_on:%d/%m/%Y}"}},
        {"name": _("Lượt gọi một ngày"), "value": str(found.per_day)}, {"name": _("Gia hạn cho"), "value": found.renews},
    ]  # fmt: skip
