"""What a page says and does when somebody tried too often."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.foundation.identity import actions
from motcua.foundation.identity.web.session import machine
from motcua.kit import clock
from motcua.kit.addresses import place_of

T = TypeVar("T")
_MINUTE = 60


def refuse_if_waiting(request: HttpRequest, *, kind: str, name: str) -> None:
    """ValidationError, saying how long, while this name or address waits."""
    left = actions.seconds_to_wait(kind=kind, name=name, address=address_of(request), machine_now=machine.now())
    if left:
        raise ValidationError(wait_words(left), code="too_many_login_attempts")


def count_failure(request: HttpRequest, *, kind: str, name: str) -> None:
    """Count a wrong attempt."""
    actions.note_failure(kind=kind, name=name, address=address_of(request), now=clock.now(), machine_now=machine.now())


def wait_words(seconds: int) -> str:
    """How long to wait, in whole minutes."""
    left = _("một phút") if seconds <= _MINUTE else _("%(n)s phút") % {"n": -(-seconds // _MINUTE)}
    return _("Sai quá nhiều lần. Thử lại sau %(left)s, hoặc nhờ quản trị viên của đơn vị mở khoá.") % {"left": left}


def address_of(request: HttpRequest) -> str:
    """What attempts are counted by: the visitor's address as the edge set it, of IPv6 the network that is his own."""
    return place_of(str(request.META.get("REMOTE_ADDR", "")))


def counted(*, kind: str, name: str, check: Callable[[], T]) -> T:
    """Do a check of this request unless its name or address waits; a refusal is counted, a right answer forgets the name's earlier ones."""
    request = context.request
    refuse_if_waiting(request, kind=kind, name=name)
    try:
        found = check()
    except ValidationError:
        count_failure(request, kind=kind, name=name)
        raise
    actions.note_success(kind=kind, name=name)
    return found
