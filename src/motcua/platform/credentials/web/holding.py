"""The holder's pages: her credentials, and showing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_date
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.credentials import api
from motcua.platform.credentials.web import words

_MINUTES = (15, 60, 1440)
_LONGEST_AUDIENCE = 200


@never_cache
@audience("citizen")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All credentials of the person, latest first."""
    held = api.credentials_of(actor=actor_of(request))
    return render(request, "credentials/list.html", {"files": [_link(c, language_of(request)) for c in held]})


@never_cache
@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """One credential: choose what to show, for whom and how long; then the code to be scanned."""
    actor, now = actor_of(request), clock.now()
    held = api.credential(credential_id=credential_id, actor=actor)
    context = _context(request, held)
    if request.method == "POST":
        names = [name for name in request.POST.getlist("cho_xem") if name in held.disclosable]
        whom = request.POST.get("noi_kiem_tra", "").strip()[:_LONGEST_AUDIENCE] or _check_address()
        minutes = request.POST.get("thoi_han", "")
        shown = api.show(
            credential_id=credential_id, disclose=names, audience=whom, now=now, actor=actor,
            minutes=int(minutes) if minutes in {str(m) for m in _MINUTES} else None,
        )  # fmt: skip
        link = f"{api.issuer()}{reverse('credentials_check_code', args=[shown.code])}"
        until = words.at(shown.until_at, language_of(request))
        context |= {"shown": shown, "link": link, "until": until, "picked": _picked(context, names)}
        return render(request, "credentials/shown.html", context)
    return render(request, "credentials/one.html", context)


@never_cache
@audience("citizen")
@require_safe
def download(request: HttpRequest, credential_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The whole credential as a text file, to be kept; it holds everything, and is not for handing on."""
    held = api.credential(credential_id=credential_id, actor=actor_of(request))
    return file_response(name=f"chung-nhan-{held.uuid}.sd-jwt", mime="application/dc+sd-jwt", content=held.compact.encode())


def _check_address() -> str:
    return f"{api.issuer()}{reverse('credentials_check')}"


def _context(request: HttpRequest, held: api.Credential) -> dict[str, Any]:
    language = language_of(request)
    names = {label.name: label.en if language == "en" else label.vi for label in held.labels}
    rows = words.claims(held.claims, held.labels, language)
    by_name = dict(zip(held.claims, rows, strict=True))
    options = [
        {"value": name, "text": by_name[name]["name"] if name in by_name else names.get(name, name), "hint": _hint(by_name, name)}
        for name in held.disclosable if "." not in name
    ]  # fmt: skip
    today = local_date(clock.now())
    ended = held.valid_to is not None and local_date(held.valid_to) <= today
    return {
        "held": held, "title": held.claims.get("document_title") or (held.kind_en if language == "en" else held.kind_vi),
        "page_title": _("Cho xem chứng nhận"), "back_url": reverse("credentials_list"), "errors": {},
        "always": [row for name, row in by_name.items() if name not in held.disclosable], "options": options,
        "minutes": [{"value": "15", "text": _("15 phút")}, {"value": "60", "text": _("1 giờ")}, {"value": "1440", "text": _("1 ngày")}],
        "facts": _facts(held, language), "presentable": held.state is api.State.VALID and not ended and held.custody == "platform",
        "state": words.standing(held.state), "in_force": held.state is api.State.VALID and not ended, "elsewhere": held.custody == "holder",
    }  # fmt: skip


def _hint(by_name: dict[str, dict[str, Any]], name: str) -> str:
    value = by_name.get(name, {}).get("value", "")
    return "; ".join(value) if isinstance(value, list) else str(value)


def _picked(context: dict[str, Any], names: list[str]) -> list[dict[str, str]]:
    return [*context["always"], *({"name": o["text"], "value": o["hint"]} for o in context["options"] if o["value"] in names)]


def _facts(held: api.Credential, language: str) -> list[dict[str, str]]:
    return [
        {"name": _("Cơ quan cấp"), "value": held.issuer_name},
        {"name": _("Loại chứng nhận"), "value": held.kind_en if language == "en" else held.kind_vi},
        {"name": _("Cấp lúc"), "value": words.at(held.issued_at, language)},
        {"name": _("Có giá trị đến"), "value": words.at(held.valid_to, language) or _("không ghi thời hạn")},
        {"name": _("Tình trạng"), "value": words.standing(held.state)},
    ]


def _link(held: api.Credential, language: str) -> dict[str, str]:
    issued = show_date(local_date(held.issued_at), language)
    return {
        "title": str(held.claims.get("document_title") or (held.kind_en if language == "en" else held.kind_vi)),
        "href": reverse("credentials_one", args=[held.uuid]),
        "note": _("%(issuer)s cấp ngày %(issued)s") % {"issuer": held.issuer_name, "issued": issued},
        "state": "" if held.state is api.State.VALID else "stopped",
        "state_text": "" if held.state is api.State.VALID else words.standing(held.state),
    }
