"""A sensitive act asks for a fresh authentication first; what the person had sent waits for her, and she presses once more herself.

Nothing that was sent is done without her: between the press and the confirmation minutes pass and another may sit at the keyboard, so a
request is never repeated by itself. Ending sessions, revoking and withdrawing are not asked for: whoever defends herself must not wait.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from motcua.foundation.identity.contracts import ConfirmationNeeded, Unfinished
from motcua.foundation.identity.queries.levels import own_address, require_level
from motcua.foundation.identity.queries.sessions import session_id
from motcua.kernel.clock import SystemClock
from motcua.kit.fields import Unreadable, decrypt, encrypt
from motcua.kit.web.middleware import wants_json

View = TypeVar("View", bound=Callable[..., Any])
KEPT = "identity.unfinished"
KEPT_FOR = timedelta(minutes=30)
_MOST = 200_000
_OURS = "csrfmiddlewaretoken"
_machine = SystemClock()


def confirm(*, request: HttpRequest, act: str, level: int = 1) -> HttpResponse | None:
    """None when the person authenticated within the rule ``identity.step_up_minutes``, else the way to do so.

    ``act`` says in the reader's words what she is about to do. She comes back to the page she asked for; what she had sent with a form
    waits for half an hour, encrypted in her session, and is sent by her second press only. A program gets ``ConfirmationNeeded``.
    """
    held = int(getattr(request.actor, "level", 0))  # type: ignore[attr-defined]
    sends = request.method == "POST"
    onward = reverse("identity_unfinished") if sends else request.get_full_path()
    way = require_level(request=request, level=max(level, held, 1), next_url=onward, sensitive=True)
    if way is None:
        if sends:
            forget(request=request, path=request.get_full_path())
        return None
    if wants_json(request):
        raise ConfirmationNeeded
    if sends:
        _keep(request, act=str(act))
    return way


def confirmed(*, act: Any, level: int = 1, sending: bool = False) -> Callable[[View], View]:
    """``confirm`` before a view; with ``sending`` only before what it is sent, where the page itself tells nothing that needs it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            way = None if sending and request.method != "POST" else confirm(request=request, act=str(act), level=level)
            answer: HttpResponse = view(request, *args, **kwargs) if way is None else way
            return answer

        guarded.motcua_confirmed = True  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def unfinished(*, request: HttpRequest) -> Unfinished | None:
    """What waits in this session; None when nothing does, or it waited too long, or it was sent in another sign-in."""
    try:
        kept = json.loads(decrypt(request.session.get(KEPT, "")))
    except (Unreadable, ValueError):
        return None
    late = _machine.now() - datetime.fromisoformat(kept["at"]) > KEPT_FOR
    if late or kept["session"] != session_id(request=request):
        return None
    return Unfinished(
        act=kept["act"], path=kept["path"], back=kept["back"], fields=tuple((name, value) for name, value in kept["fields"]),
        lost_files=kept["files"],
    )  # fmt: skip


def forget(*, request: HttpRequest, path: str = "") -> None:
    """Drop what waits, or only what waits for ``path``."""
    found = unfinished(request=request)
    if KEPT in request.session and (not path or found is None or found.path == path):
        del request.session[KEPT]


def _keep(request: HttpRequest, *, act: str) -> None:
    fields = [(name, value) for name, values in request.POST.lists() if name != _OURS for value in values]
    too_long = sum(len(name) + len(value) for name, value in fields) > _MOST
    kept = {
        "act": act, "path": request.get_full_path(), "back": own_address(request, request.headers.get("Referer", "/")),
        "fields": [] if too_long else fields, "files": bool(request.FILES) or too_long, "session": session_id(request=request),
        "at": _machine.now().isoformat(),
    }  # fmt: skip
    request.session[KEPT] = encrypt(json.dumps(kept))
