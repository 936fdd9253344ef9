"""An expired session loses nothing: the open page carries a signed permission to save itself, and to do nothing else."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of
from motcua.platform.eforms import api, conf
from motcua.platform.eforms.contracts import Draft

log = logging.getLogger(__name__)
INPUT = "_giu"
VERSION = "_phien_ban"
DEVICE = "_thiet_bi"
_SALT = "eforms.keep"
View = Callable[..., HttpResponse]


def permission(draft: Draft) -> str:
    """A signed text for the page's form: its bearer may save answers into this draft; it reads nothing and opens nothing."""
    return signing.dumps({"draft": str(draft.uuid), "owner": draft.owner_ref}, salt=_SALT)


def owner_of(token: str, draft_id: UUID) -> Actor | None:
    """The owner in whose name the page may be saved, or None: forged, for another draft, or older than the setting allows."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=conf.RETURN_HOURS * 3600)
        kind, _, subject = str(told["owner"]).partition(":")
        if told["draft"] != str(draft_id):
            return None
        return Actor(kind=ActorKind(kind), subject_id=UUID(subject))
    except (signing.BadSignature, KeyError, ValueError, TypeError):
        return None


def typing(request: HttpRequest) -> bool:
    """Whether the page's script saves while a person types."""
    return request.headers.get("X-Requested-With") == "fetch"


def device_of(request: HttpRequest) -> str:
    """Tells one device from another: a digest of the session, worth nothing to whoever reads it."""
    key = getattr(request.session, "session_key", "") or ""
    return hashlib.sha256(f"eforms:{key}".encode()).hexdigest()[:16]


def sent_with(request: HttpRequest) -> dict[str, Any]:
    """What a sent page carries for ``api.save_page``: answers, files, the version it was shown with and the device."""
    version = request.POST.get(VERSION, "")
    return {
        "data": {key: request.POST.getlist(key) for key in request.POST if not key.startswith(("_", "csrf"))},
        "files": {key: request.FILES.getlist(key) for key in request.FILES},
        "version": int(version) if re.fullmatch(r"[0-9]{1,9}", version) else None,
        "device": request.POST.get(DEVICE, "")[:16],
    }


def kept_when_signed_out(view: View) -> View:
    """Save what an anonymous POST with a permission carries, then send the person to sign in and back to the same page."""

    @wraps(view)
    def guarded(request: HttpRequest, draft_id: UUID, page: str, **more: Any) -> HttpResponse:
        actor = actor_of(request)
        if request.method != "POST" or actor.kind != ActorKind.ANONYMOUS:
            return view(request, draft_id=draft_id, page=page, **more)
        owner = owner_of(request.POST.get(INPUT, ""), draft_id)
        if owner is None:
            return view(request, draft_id=draft_id, page=page, **more)
        try:
            api.save_page(draft_id=draft_id, page=page, actor=owner, now=clock.now(), going_on=not typing(request), **sent_with(request))
        except NamedError as refusal:  # the draft has gone or was submitted: signing in will say so
            log.info("page of draft %s not kept: %s", draft_id, refusal.code)
        if typing(request):
            return JsonResponse({"signed_out": True})
        back = f"{reverse('eforms_page', args=[draft_id, page])}?giu=1"
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': back})}")

    return guarded
