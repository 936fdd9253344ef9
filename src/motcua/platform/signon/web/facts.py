"""Who is signed in to this browser, and how."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import ActorKind
from motcua.kit.web import actor_of
from motcua.platform.signon import policies
from motcua.platform.signon.contracts import Who


def who(request: HttpRequest) -> Who | None:
    """The signed-in citizen or officer (with a post) with the facts of the session; None for anybody else."""
    actor, user = actor_of(request), request.user
    if actor.kind not in (ActorKind.CITIZEN, ActorKind.OFFICER) or actor.subject_id is None:
        return None
    if not policies.still_may(actor=actor, kind=str(actor.kind)):
        return None
    facts = identity.sign_in_facts(request=request)
    account: Any = user.pk
    return Who(
        account_id=account, subject_id=actor.subject_id, kind=str(actor.kind), level=facts.level, methods=facts.amr,
        auth_time=facts.auth_time, session_id=str(facts.session_id),
    )  # fmt: skip
