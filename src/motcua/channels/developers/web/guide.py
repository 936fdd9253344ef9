"""The public page: what the API is and how to begin."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.channels.developers import api
from motcua.channels.developers.contracts import SCOPES
from motcua.kit.web import audience, language_of

_CURL = """curl -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials {base}/api/v1/developers/token
curl -H "Authorization: Bearer $TOKEN" {base}/api/v1/casework/dossiers/H24.11329-260309-0001
curl -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $(uuidgen)" -H "Content-Type: application/json" \\
     -d '{{"url": "https://ung-dung.example/motcua", "events": ["casework.dossier.resolved.v1"]}}' \\
     {base}/api/v1/developers/subscriptions"""
_EXCHANGE = """curl {base}/api/v1/exchange/sandbox/$SERVICE/$PATH
curl -H 'X-Road-Client: VN-HP/CLASS/MEMBER/SYSTEM' {gateway}/r1/$SERVICE/$PATH"""
_PYTHON = """import base64, hmac, time

def genuine(headers, body, secret):
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    given = [entry.partition(",")[2] for entry in headers["webhook-signature"].split()]
    fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return fresh and any(hmac.compare_digest(wanted, one) for one in given)"""


@audience("public")
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """What the API is, codes to begin with, events and scopes."""
    english = language_of(request) == "en"
    context = {
        "curl": _CURL.format(base=settings.MOTCUA_BASE_URL), "python": _PYTHON,
        "exchange_curl": _EXCHANGE.format(base=settings.MOTCUA_BASE_URL, gateway=settings.MOTCUA_GATEWAY_URL),
        "scope_columns": [_("Phạm vi"), _("Cho phép")],
        "scopes": [[{"text": name, "breaks": True}, en if english else vi] for name, (vi, en) in SCOPES.items()],
        "event_columns": [_("Sự kiện"), _("Khi nào")],
        "events": [[{"text": name, "breaks": True}, en if english else vi] for name, (vi, en) in api.EVENTS.items()],
    }
    return render(request, "developers/guide.html", context)
