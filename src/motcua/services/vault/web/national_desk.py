"""Officers look a paper up for a dossier; operators see what goes to the national store and what stands still."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError, NotFound
from motcua.kit import clock, shell
from motcua.kit.web import actor_of, audience, file_response, language_of, row_number
from motcua.platform.casework.contracts import Dossier, DossierPanel, dossier_panels
from motcua.services.vault import api as vault
from motcua.services.vault.policies import EXCHANGE, HANDLING
from motcua.services.vault.web import words
from motcua.services.vault.web.national import run_columns, run_rows

_PAGE = 25
_TAGS = {
    vault.SendState.WAITING: "waiting", vault.SendState.SENT: "done", vault.SendState.REFUSED: "late", vault.SendState.WITHHELD: "stopped",
}  # fmt: skip


def register() -> None:
    """Add the panel on the page of a dossier and the operator's menu item."""
    dossier_panels.add(DossierPanel(key="vault.national", audience="officer", render=panel, order=60))
    shell.menu.add(
        shell.MenuItem(
            key="vault.national", label_vi="Kho kết quả quốc gia", label_en="National store of results", url_name="vault_national_queue",
            audience="officer", roles=EXCHANGE, order=76, group=shell.RUNNING,
        )
    )  # fmt: skip


def panel(request: HttpRequest, dossier: Dossier) -> str:
    """The way to the look-up, while the dossier is open in the hands of the officer's unit."""
    if not vault.may_look_up(dossier=dossier, actor=actor_of(request)):
        return ""
    return render_to_string("vault/_national_panel.html", {"code": dossier.code}, request=request)


@never_cache
@audience("officer", roles=HANDLING)
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a kind of paper that the procedure asks for; asking the national store for it is on record."""
    actor, language = actor_of(request), language_of(request)
    if request.method != "POST":
        kinds = [{"key": k.key, "name": k.name(language)} for k in vault.kinds_for(dossier_code=code, actor=actor)]
        return render(request, "vault/national_look_up.html", {"code": code, "kinds": kinds})
    try:
        found = vault.look_up_for_dossier(
            dossier_code=code, kind=request.POST.get("kind", "")[:40], actor=actor, now=clock.now()
        )  # fmt: skip
    except NotFound:
        raise
    except (vault.StoreUnavailable, vault.StoreRefused, vault.AnswerUnbelieved) as refusal:
        messages.error(request, refusal.sentence(language))
        return HttpResponseRedirect(reverse("vault_national_look_up", args=[code]))
    return HttpResponseRedirect(reverse("vault_national_found", args=[found.uuid]))


@never_cache
@audience("officer", roles=HANDLING)
@require_safe
def found(request: HttpRequest, lookup_id: UUID) -> HttpResponse:
    """What was found, for half an hour and this officer."""
    seen = vault.lookup(lookup_id=lookup_id, actor=actor_of(request), now=clock.now())
    kind = vault.kind_of(key=seen.kind)
    context = {
        "code": seen.dossier_code, "kind": kind.name(language_of(request)) if kind else seen.kind,
        "results": [_result(seen.uuid, place, one) for place, one in enumerate(seen.results)],
    }
    return render(request, "vault/national_found.html", context)


@never_cache
@audience("officer", roles=HANDLING)
@require_safe
def file(request: HttpRequest, lookup_id: UUID, place: int, number: int) -> HttpResponse | StreamingHttpResponse:
    """A file of what was found; the opening is on record."""
    try:
        content, name = vault.open_looked_up(
            lookup_id=lookup_id, place=place, file=number, actor=actor_of(request), now=clock.now()
        )  # fmt: skip
    except NamedError as refusal:
        if isinstance(refusal, NotFound):
            raise
        messages.error(request, refusal.sentence(language_of(request)))
        return HttpResponseRedirect(reverse("vault_national_found", args=[lookup_id]))
    mime = next((kind for start, kind in _STARTS if content.startswith(start)), "application/octet-stream")
    return file_response(name=name, mime=mime, content=content, download=mime == "application/octet-stream")


@audience("officer", roles=HANDLING)
@require_POST
def take_in(request: HttpRequest, lookup_id: UUID, place: int, number: int) -> HttpResponse:
    """Put a file of what was found into the dossier, in place of asking the applicant for the paper."""
    try:
        code = vault.file_looked_up(lookup_id=lookup_id, place=place, file=number, actor=actor_of(request), now=clock.now())
    except NamedError as refusal:
        if isinstance(refusal, NotFound):
            raise
        messages.error(request, refusal.sentence(language_of(request)))
        return HttpResponseRedirect(reverse("vault_national_found", args=[lookup_id]))
    messages.success(request, _("Giấy tờ đã nằm trong hồ sơ; người nộp thấy bạn lấy từ kho quốc gia."))
    return HttpResponseRedirect(reverse("casework_desk", args=[code]))


@never_cache
@audience("officer", roles=EXCHANGE)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, went, was refused; found by state, dossier or document; fetchings that came to nothing."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    asked, sought = request.GET.get("trang-thai", "")[:12], request.GET.get("q", "").replace("\x00", "").strip()[:60]
    rows = vault.sendings(
        actor=actor, state=asked, words=sought, limit=_PAGE + 1,
        before=row_number(request.GET.get("truoc", "")),
    )  # fmt: skip
    counts, shown = vault.send_counts(actor=actor, now=now), rows[:_PAGE]
    context = {
        "counts": counts, "rests": words.moment(counts.rests_until) if counts.rests_until else "", "state": asked, "q": sought,
        "choices": [("", _("Mọi trạng thái")), *((s.value, _word(s)) for s in vault.SendState)], "columns": _columns(),
        "rows": [_row(one) for one in shown], "refused": [_named(one) for one in shown if one.state is vault.SendState.REFUSED],
        "next_href": f"?trang-thai={asked}&q={sought}&truoc={shown[-1].sending_id}" if len(rows) > _PAGE else "",
        "run_columns": run_columns(), "runs": run_rows(vault.failed_runs(actor=actor), language),
    }  # fmt: skip
    return render(request, "vault/national_queue.html", context)


@audience("officer", roles=EXCHANGE)
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Send one again, or all that were refused."""
    one = request.POST.get("one", "")
    ident = row_number(one)
    if one and ident is None:
        raise vault.SendingUnknown
    count = vault.send_again(actor=actor_of(request), now=clock.now(), sending_id=ident)
    messages.success(request, _("%(n)s kết quả được xếp hàng gửi lại.") % {"n": count})
    return HttpResponseRedirect(reverse("vault_national_queue"))


def _result(lookup_id: UUID, place: int, one: vault.NationalResult) -> dict[str, Any]:
    day = one.issued_on.strftime("%d/%m/%Y") if one.issued_on else ""
    files = [
        {"title": f.name, "href": reverse("vault_national_file", args=[lookup_id, place, n]), "about": "", "note": ""}
        for n, f in enumerate(one.files)
    ]
    facts = [
        {"name": _("Số, ký hiệu"), "value": one.number}, {"name": _("Cơ quan cấp"), "value": one.agency},
        *([{"name": _("Ngày cấp"), "value": day}] if day else []),
        *([{"name": _("Có giá trị đến"), "value": words.last_day(one.expires_on)}] if one.expires_on else []),
    ]  # fmt: skip
    state = ("stopped", _("đã thu hồi")) if one.revoked else ("done", _("kho quốc gia ghi còn hiệu lực"))
    ended = one.revoked or (one.expires_on is not None and one.expires_on <= local_date(clock.now()))
    take = [] if ended else [reverse("vault_national_take", args=[lookup_id, place, n]) for n in range(len(one.files))]
    shown = {"title": one.title, "facts": facts, "files": files, "state": state[0], "state_text": state[1]}
    return shown | {"take": take, "several": len(take) > 1}


def _columns() -> list[dict[str, str]]:
    return [{"text": t} for t in (_("Hồ sơ"), _("Giấy tờ"), _("Trạng thái"), _("Gửi lúc"), _("Trả lời của kho"))]


def _row(one: vault.SendView) -> dict[str, Any]:
    tries = _("lần thử: %(n)s; tiếp theo %(at)s") % {"n": one.attempts, "at": words.moment(one.next_at)} if one.attempts else ""
    answer = f"{one.code}: {one.answer}" if one.code and one.answer else one.answer or "–"
    cells = [
        {"text": one.dossier_code or "–", "breaks": True}, {"text": str(one.document_id), "breaks": True},
        {"text": _word(one.state), "state": _TAGS[one.state], "hint": tries if one.state is vault.SendState.WAITING else ""},
        {"text": words.moment(one.sent_at) if one.sent_at else "–"}, {"text": answer},
    ]  # fmt: skip
    return {"cells": cells, "tone": "late" if one.state is vault.SendState.REFUSED else ""}


def _named(one: vault.SendView) -> dict[str, Any]:
    return {"id": one.sending_id, "name": one.dossier_code or str(one.document_id), "answer": f"{one.code}: {one.answer}"}


def _word(state: vault.SendState) -> str:
    names = {
        vault.SendState.WAITING: _("Chờ gửi"), vault.SendState.SENT: _("Đã gửi"), vault.SendState.REFUSED: _("Kho từ chối"),
        vault.SendState.WITHHELD: _("Người dân hạn chế xử lý"),
    }  # fmt: skip
    return names[state]


_STARTS = ((b"%PDF-", "application/pdf"), (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
