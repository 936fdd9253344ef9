"""Pages of groups of systems: who is in one, made, changed, removed, and what was done to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.gateway import protocol
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import GroupInfo, Kind
from motcua.platform.exchange.web.frame import MANAGE, SEE, asked, field, form, listed, managers_act, place, told, typed
from motcua.platform.exchange.web.telling import href, past_of


@audience("officer", roles=SEE)
def groups(request: HttpRequest) -> HttpResponse:
    """Groups of systems."""
    language, actor = language_of(request), actor_of(request)
    rows = [
        [{"text": g.title(language), "href": href(Kind.GROUP, g.name), "hint": g.name}, str(len(g.clients)), str(g.rights)]
        for g in api.groups(actor=actor)
    ]
    table = {
        "name": "groups", "caption": _("Nhóm hệ thống"), "rows": rows,
        "empty": _("Chưa có nhóm nào. Lập nhóm để cấp một quyền cho nhiều hệ thống."),
        "columns": [{"text": _("Nhóm")}, *({"text": t, "numeric": True} for t in (_("Hệ thống thông tin"), _("Quyền")))],
    }  # fmt: skip
    acts = managers_act(request, _("Lập nhóm"), "exchange_group_new")
    return listed(request, "exchange_groups", title=_("Nhóm hệ thống"), tables=[table], acts=acts)


@audience("officer", roles=SEE)
def group(request: HttpRequest) -> HttpResponse:
    """One group: its systems, what it may call, its past."""
    language, actor = language_of(request), actor_of(request)
    found = api.group(name=asked(request, "ma", 60), actor=actor)
    names = {c.id: c.name(language) for c in api.clients(actor=actor)}
    services = {s.id: s.name(language) for s in api.services()}
    held = [[{"text": services.get(r.service, r.service), "href": href(Kind.SERVICE, r.service), "hint": f"{r.method} {r.path}"}, r.purpose]
            for r in api.rights(actor=actor, client=f"{protocol.GROUP}{found.name}")]  # fmt: skip
    tables = [
        {"name": "clients", "caption": _("Hệ thống trong nhóm"), "empty": _("Nhóm chưa có hệ thống nào."),
         "rows": [[{"text": names.get(one, one), "href": href(Kind.CLIENT, one), "hint": one}] for one in found.clients],
         "columns": [{"text": _("Hệ thống thông tin")}]},
        {"name": "held", "caption": _("Nhóm được gọi"), "empty": _("Chưa được gọi dịch vụ nào."), "rows": held,
         "columns": [{"text": t} for t in (_("Dịch vụ"), _("Để làm gì"))]},
    ]  # fmt: skip
    facts = [
        {"name": _("Mã nhóm"), "value": found.name}, {"name": _("Tên tiếng Việt"), "value": found.name_vi},
        {"name": _("Tên tiếng Anh"), "value": found.name_en},
    ]  # fmt: skip
    acts = [
        {"text": _("Sửa nhóm"), "href": place("exchange_group_change", ma=found.name), "kind": "secondary"},
        {"text": _("Xoá nhóm"), "href": place("exchange_group_remove", ma=found.name), "kind": "secondary"},
    ] if actor.roles & MANAGE else []  # fmt: skip
    context = {
        "title": found.title(language), "facts": facts, "tables": tables, "acts": acts, "past": past_of(request, Kind.GROUP, found.name),
        "crumbs": [{"text": _("Nhóm hệ thống"), "href": reverse("exchange_groups")}, {"text": found.title(language)}],
    }  # fmt: skip
    return render(request, "exchange/thing.html", context)


@audience("officer", roles=MANAGE)
def group_new(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    return _form(request, None)


@audience("officer", roles=MANAGE)
def group_change(request: HttpRequest) -> HttpResponse:
    """Change what a group is called and who is in it."""
    return _form(request, api.group(name=asked(request, "ma", 60), actor=actor_of(request)))


@audience("officer", roles=MANAGE)
def group_remove(request: HttpRequest) -> HttpResponse:
    """Remove a group that nothing names; it can be undone."""
    actor = actor_of(request)
    found = api.group(name=asked(request, "ma", 60), actor=actor)

    def gone(_result: Any) -> HttpResponse:
        told(request, _("Đã xoá nhóm."), (Kind.GROUP, found.name))
        return redirect("exchange_groups")

    facts: list[dict[str, Any]] = [
        {"name": _("Hệ thống thông tin"), "value": list(found.clients)}, {"name": _("Quyền"), "value": str(found.rights)},
    ]
    return form(
        request, title=_("Xoá nhóm %(name)s?") % {"name": found.title(language_of(request))}, fields=[], yes=_("Xoá nhóm"), facts=facts,
        back=href(Kind.GROUP, found.name), act=lambda: api.remove_group(name=found.name, actor=actor, now=clock.now()), answer=gone,
        intro=_("Chỉ xoá được nhóm không còn quyền nào và không phòng sự kiện nào dùng. Hoàn tác được trong 30 ngày."),
    )  # fmt: skip


def _form(request: HttpRequest, found: GroupInfo | None) -> HttpResponse:
    actor, language = actor_of(request), language_of(request)
    options = [(c.id, c.name(language)) for c in api.clients(actor=actor)]
    fields = [
        *([] if found else [field("text", "name", _("Mã nhóm"), hint=_("Chữ thường không dấu, số, gạch nối"), maxlength=60)]),
        field("text", "name_vi", _("Tên tiếng Việt"), value=found.name_vi if found else "", maxlength=250),
        field("text", "name_en", _("Tên tiếng Anh"), value=found.name_en if found else "", required=False, maxlength=250),
        field("checkboxes", "clients", _("Hệ thống trong nhóm"), options=options, value=list(found.clients) if found else [],
            required=False),
    ]  # fmt: skip

    def act() -> str:
        name = found.name if found else typed(request, "name", 60)
        api.set_group(
            name=name, name_vi=typed(request, "name_vi", 250), name_en=typed(request, "name_en", 250),
            clients=request.POST.getlist("clients"), expected=found.tag if found else "", actor=actor, now=clock.now(),
        )  # fmt: skip
        return name

    def on(name: str) -> HttpResponse:
        told(request, _("Đã lưu thay đổi.") if found else _("Đã lập nhóm."), (Kind.GROUP, name))
        return redirect(href(Kind.GROUP, name))

    title = _("Sửa nhóm") if found else _("Lập nhóm hệ thống")
    back = href(Kind.GROUP, found.name) if found else reverse("exchange_groups")
    return form(request, title=title, fields=fields, yes=_("Lưu"), back=back, act=act, answer=on)
