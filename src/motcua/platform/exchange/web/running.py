"""Pages of how the exchange runs: certificates and keys, versions and gateways, maintenance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from motcua.foundation.identity import api as identity
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of, row_number
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Difference, NewCredential
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, SEE, at, field, form, listed, typed

_PAGE = 25


@audience("officer", roles=SEE)
def keys(request: HttpRequest) -> HttpResponse:
    """Certificates and keys with when they end."""
    actor, now = actor_of(request), clock.now()
    manages = bool(actor.roles & MANAGE)

    def revoke(what: str, one: UUID, state: str) -> Any:
        dead = state in {"revoked", "ended"} or not manages
        return "–" if dead else {"text": _("Thu hồi"), "href": reverse("exchange_revoke", args=[what, one])}

    held = [[words.short(c.client), {"text": c.subject, "hint": c.sha256[:16]}, at(c.not_after), words.key_cell(c.state),
        revoke("chung-thu", c.id, c.state)]
            for c in api.certificates(actor=actor, now=now)]  # fmt: skip
    given = [[words.short(c.client), {"text": c.access_key, "hint": c.app_name}, at(c.not_after), words.key_cell(c.state),
        revoke("khoa", c.id, c.state)]
             for c in api.credentials(actor=actor, now=now)]  # fmt: skip
    columns = [{"text": t} for t in (_("Hệ thống thông tin"), _("Chủ thể, mã khoá"), _("Hết hạn"), _("Trạng thái"), _("Việc"))]
    tables = [
        {"name": "certificates", "caption": _("Chứng thư, sắp hết hạn trước"), "empty": _("Chưa hệ thống nào dùng chứng thư."),
            "columns": columns, "rows": held},
        {"name": "credentials", "caption": _("Khoá truy cập, mới nhất trước"), "empty": _("Chưa cấp khoá nào."), "columns": columns,
            "rows": given},
    ]
    acts = [
        {"text": _("Thêm chứng thư"), "href": reverse("exchange_certificate"), "kind": "primary"},
        {"text": _("Cấp khoá"), "href": reverse("exchange_credential"), "kind": "secondary"},
    ] if manages else []  # fmt: skip
    return listed(request, "exchange_keys", title=_("Chứng thư và khoá"), tables=tables, acts=acts)


@audience("officer", roles=MANAGE)
@identity.confirmed(act=gettext_lazy("thêm chứng thư của hệ thống"), sending=True)
def certificate(request: HttpRequest) -> HttpResponse:
    """Put a certificate beside those that a system has."""
    actor = actor_of(request)
    fields = [
        field("select", "client", _("Hệ thống thông tin"),
            options=[(c.id, c.name(language_of(request))) for c in api.clients(actor=actor)]),
        field("textarea", "pem", _("Chứng thư dạng PEM"), hint=_("Chứng thư cũ vẫn dùng được đến khi hết hạn hoặc bị thu hồi.")),
        field("radios", "network_days", _("Nếu là chứng thư đầu tiên của hệ thống"), value="14", options=[
            ("14", _("Nhận cả cuộc gọi theo mạng trong 14 ngày nữa"), _("Dùng khi hệ thống đang chạy: bên gọi có thời gian chuyển sang.")),
            ("0", _("Chỉ nhận chứng thư, ngay từ bây giờ"), _("Cuộc gọi không trình chứng thư bị từ chối ngay, kể cả từ mạng đã khai.")),
        ]),
    ]

    def act() -> None:
        overlap = timedelta(days=0 if typed(request, "network_days", 2) == "0" else 14)
        client, pem = typed(request, "client", 300), typed(request, "pem", 30_000)
        api.add_certificate(client=client, pem=pem, overlap=overlap, actor=actor, now=clock.now())

    warn = _("Hệ thống chưa có chứng thư thì gọi theo mạng. Khi đã có, cổng chỉ nhận chứng thư qua TLS; chọn lúc bắt đầu ở cuối trang.")
    return form(request, title=_("Thêm chứng thư"), fields=fields, yes=_("Thêm"), back=reverse("exchange_keys"), act=act, warn=warn)


@never_cache
@audience("officer", roles=MANAGE)
@identity.confirmed(act=gettext_lazy("cấp khoá gọi dịch vụ"), sending=True)
def credential(request: HttpRequest) -> HttpResponse:
    """Make a key; its secret is on the answer's page, once. In place of an older one, both hold for fourteen days."""
    actor, now = actor_of(request), clock.now()
    alive = [(str(c.id), f"{words.short(c.client)} · {c.access_key}") for c in api.credentials(actor=actor, now=now) if c.state == "valid"]
    fields = [
        field("select", "client", _("Hệ thống thông tin"),
            options=[(c.id, c.name(language_of(request))) for c in api.clients(actor=actor)]),
        field("text", "app_name", _("Tên ứng dụng"), required=False, maxlength=100),
        field("select", "rotates", _("Thay cho khoá"), hint=_("Khoá cũ còn dùng được 14 ngày."), options=alive, required=False),
    ]

    def act() -> NewCredential:
        old = typed(request, "rotates", 40)
        return api.make_credential(
            client=typed(request, "client", 300), app_name=typed(request, "app_name", 100), actor=actor, now=now,
            rotates=UUID(old) if old in {key for key, _text in alive} else None, overlap=timedelta(days=14),
        )  # fmt: skip

    def told(made: NewCredential) -> HttpResponse:
        context = {"title": _("Khoá mới"), "key": made.access_key, "secret": made.secret, "back": reverse("exchange_keys")}
        return render(request, "exchange/secret.html", context)

    return form(request, title=_("Cấp khoá truy cập"), fields=fields, yes=_("Cấp khoá"), back=reverse("exchange_keys"), act=act,
        answer=told)


@audience("officer", roles=MANAGE)
def revoke(request: HttpRequest, what: str, key_id: UUID) -> HttpResponse:
    """End a certificate or a key at once."""
    actor = actor_of(request)
    fields = [field("text", "reason", _("Vì sao thu hồi"), maxlength=250)]

    def act() -> None:
        reason = typed(request, "reason", 250)
        if what == "chung-thu":
            api.revoke_certificate(certificate_id=key_id, reason=reason, actor=actor, now=clock.now())
        else:
            api.revoke_credential(credential_id=key_id, reason=reason, actor=actor, now=clock.now())

    return form(
        request, title=_("Thu hồi ngay?"), fields=fields, yes=_("Thu hồi"), back=reverse("exchange_keys"), act=act,
        intro=_("Cổng từ chối ngay từ lúc này. Không khôi phục được; cấp cái mới khi cần."),
    )  # fmt: skip


@audience("officer", roles=SEE)
def versions(request: HttpRequest) -> HttpResponse:
    """Versions of the configuration."""
    actor = actor_of(request)
    before = row_number(request.GET.get("truoc", ""))
    found = api.versions(actor=actor, before=min(before, 2**31 - 1) if before is not None else None, limit=_PAGE + 1)
    shown = found[:_PAGE]
    rows = [[{"text": str(v.number), "href": reverse("exchange_version", args=[v.number])}, at(v.made_at), v.why, str(len(v.changes)),
             _("khôi phục %(n)s") % {"n": v.restores} if v.restores else "–"] for v in shown]  # fmt: skip
    tables = [
        {"name": "versions", "caption": _("Phiên bản cấu hình, mới nhất trước"), "empty": _("Chưa có phiên bản nào."), "rows": rows,
         "columns": [{"text": t} for t in (_("Số"), _("Lúc"), _("Vì"), _("Thay đổi"), _("Ghi chú"))]},
    ]  # fmt: skip
    more = f"?truoc={shown[-1].number}" if len(found) > _PAGE else ""
    return listed(request, "exchange_versions", title=_("Cấu hình"), tables=tables, next_href=more)


@audience("officer", roles=SEE)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """What one version changed."""
    actor = actor_of(request)
    found = api.version(number=min(number, 2**31 - 1), actor=actor)
    facts = [{"name": _("Lúc"), "value": at(found.made_at)}, {"name": _("Ai"), "value": found.made_by},
        {"name": _("Vì"), "value": found.why},
             {"name": _("Mã băm"), "value": found.digest}]  # fmt: skip
    acts = [{"text": _("Khôi phục phiên bản này"), "href": reverse("exchange_restore", args=[number]),
        "kind": "secondary"}] if actor.roles & MANAGE else []
    crumbs = [{"text": _("Cấu hình"), "href": reverse("exchange_versions")}, {"text": str(number)}]
    title = _("Phiên bản %(n)s") % {"n": number}
    context = {"title": title, "facts": facts, "tables": [_differences(found.changes, _("Thay đổi so với phiên bản trước"))],
        "acts": acts, "crumbs": crumbs}
    return render(request, "exchange/thing.html", context)


@audience("officer", roles=MANAGE)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Go back to a version, after seeing what that changes."""
    actor, now = actor_of(request), clock.now()
    planned = api.preview_restore(number=min(number, 2**31 - 1), actor=actor, now=now)
    facts = [{"name": f"{words.verb_word(d.verb)}: {d.name}", "value": f"{d.field} {d.before} → {d.after}" if d.field else d.kind}
        for d in planned[:100]]

    def act() -> None:
        api.restore_version(number=number, reason=typed(request, "reason", 250), actor=actor, now=now)

    return form(
        request, title=_("Khôi phục phiên bản %(n)s?") % {"n": number}, fields=[field("text", "reason", _("Lý do"), maxlength=250)],
        yes=_("Khôi phục phiên bản"), back=reverse("exchange_version", args=[number]), act=act, facts=facts,
        intro=_("Khoá, chứng thư đã thu hồi không sống lại; quyền theo yêu cầu chia sẻ giữ nguyên; dịch vụ đăng ký sau đó được tạm dừng.")
        if planned else _("Cấu hình hiện nay đã giống phiên bản này."),
    )  # fmt: skip


@audience("officer", roles=MANAGE)
def maintenance(request: HttpRequest) -> HttpResponse:
    """Let the exchange rest with a notice in both languages, or end the rest."""
    actor, resting = actor_of(request), api.maintenance()
    back = reverse("exchange_overview")
    if resting:
        facts = [{"name": _("Lời báo"), "value": [resting.notice_vi, resting.notice_en]}, {"name": _("Từ"), "value": at(resting.begun_at)}]
        return form(
            request, title=_("Kết thúc bảo trì?"), fields=[], yes=_("Kết thúc bảo trì"), back=back, facts=facts,
            act=lambda: api.end_maintenance(actor=actor, now=clock.now()), intro=_("Mọi dịch vụ chạy lại ngay."),
        )  # fmt: skip
    hours = [("", _("Chưa rõ")), ("1", _("1 giờ")), ("2", _("2 giờ")), ("4", _("4 giờ")), ("12", _("12 giờ"))]
    fields = [
        field("text", "notice_vi", _("Báo bằng tiếng Việt"), maxlength=250),
            field("text", "notice_en", _("Báo bằng tiếng Anh"), maxlength=250),
        field("select", "hours", _("Dự kiến xong sau"), options=hours[1:], required=False),
    ]

    def act() -> None:
        count, now = typed(request, "hours", 2), clock.now()
        until = now + timedelta(hours=int(count)) if count in {"1", "2", "4", "12"} else None
        api.begin_maintenance(notice_vi=typed(request, "notice_vi", 300), notice_en=typed(request, "notice_en", 300), until=until,
            actor=actor, now=now)

    return form(
        request, title=_("Bảo trì cả trục liên thông"), fields=fields, yes=_("Bắt đầu bảo trì"), back=back, act=act,
        intro=_("Mọi cuộc gọi bị từ chối với lời báo này cho đến khi kết thúc bảo trì."),
    )  # fmt: skip


def _differences(found: tuple[Difference, ...], caption: str) -> dict[str, Any]:
    rows = [[words.verb_word(d.verb), {"text": d.name, "hint": d.kind}, d.field or "–", {"text": d.before or "–", "breaks": True},
        {"text": d.after or "–", "breaks": True}]
            for d in found]  # fmt: skip
    columns = [{"text": t} for t in (_("Việc"), _("Cái gì"), _("Mục"), _("Trước"), _("Sau"))]
    return {"name": "changes", "caption": caption, "empty": _("Không có gì khác."), "columns": columns, "rows": rows}
