"""The owner's list, one document with what its signature says, and the file."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.kernel.clock import local, local_date
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response
from motcua.services.vault import api as vault

_KB = 1000


@never_cache
@audience("citizen")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All documents of the person, latest first."""
    held = vault.documents(actor=actor_of(request))
    return render(request, "vault/list.html", {"files": [_link(d) for d in held]})


@never_cache
@audience("citizen")
@require_GET
def one(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One document: who issued it, who signed it, whether the signatures hold."""
    held = vault.document(document_id=document_id, actor=actor_of(request))
    revoked = local(held.revoked_at).strftime("%d/%m/%Y") if held.revoked_at else ""
    context: dict[str, Any] = {
        "held": held, "revoked": revoked, "ended": not revoked and bool(_standing(held)), "facts": _facts(held),
        "signatures": [_signature(s) for s in held.report["signatures"]],
    }  # fmt: skip
    return render(request, "vault/document.html", context)


@never_cache
@audience("citizen")
@require_GET
def download(request: HttpRequest, document_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The file itself."""
    held, content, name = vault.open_document(document_id=document_id, actor=actor_of(request), now=clock.now())
    return file_response(name=name, mime=held.mime, content=content)


def _link(held: vault.HeldDocument) -> dict[str, str]:
    issued = local(held.issued_at).strftime("%d/%m/%Y")
    return {
        "title": held.title,
        "href": reverse("vault_document", args=[held.uuid]),
        "about": f"PDF, {max(held.size // _KB, 1)} kB",
        "note": _("%(issuer)s cấp ngày %(issued)s, hồ sơ %(code)s") % {"issuer": held.issuer, "issued": issued, "code": held.dossier_code}
        if held.dossier_code
        else _("%(issuer)s cấp ngày %(issued)s, bản số hóa") % {"issuer": held.issuer, "issued": issued},
        "state": "stopped" if held.revoked_at else "late" if not held.in_force(on=local_date(clock.now())) else "",
        "state_text": _standing(held),
    }


def _standing(held: vault.HeldDocument) -> str:
    """What keeps the document from being used, in words; empty while it is in force."""
    if held.revoked_at:
        return _("đã thu hồi")
    return "" if held.in_force(on=local_date(clock.now())) else _("hết giá trị")


def _facts(held: vault.HeldDocument) -> list[dict[str, str]]:
    ends = [{"name": _("Có giá trị đến"), "value": f"{held.expires_on:%d/%m/%Y}"}] if held.expires_on else []
    return [
        {"name": _("Cơ quan cấp"), "value": held.issuer},
        {"name": _("Ngày cấp"), "value": local(held.issued_at).strftime("%d/%m/%Y")},
        *ends,
        {"name": _("Mã hồ sơ"), "value": held.dossier_code or _("giấy tờ cũ, đã số hóa")},
        {"name": _("Mã kiểm tra tệp (SHA-256)"), "value": held.sha256},
    ]


def _signature(signature: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"name": _("Người ký"), "value": f"{signature['signer']}, {signature['title']}".rstrip(", ")},
        {"name": _("Cơ quan"), "value": signature["organisation"]},
        {"name": _("Thời điểm ký (có dấu thời gian)"), "value": _shown(signature["signed_at"])},
        {"name": _("Mức chữ ký"), "value": f"PAdES {signature['level']}"},
        {"name": _("Kết luận"), "value": _("Chữ ký hợp lệ") if signature["valid"] else _("Chữ ký chưa xác minh được")},
    ]


def _shown(instant: str | None) -> str:
    return "" if not instant else local(datetime.fromisoformat(instant)).strftime("%d/%m/%Y %H:%M:%S")
