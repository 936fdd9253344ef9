"""Whether a purpose holds for a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.foundation.consent import models, rules
from motcua.foundation.consent.contracts.consents import ANYBODY
from motcua.foundation.consent.queries.consents import in_force, to_purpose
from motcua.foundation.consent.queries.restrictions import of_number, restricted, restricted_among, ruled, stopped
from motcua.kernel.clock import local_date
from motcua.kernel.policy import Allowed, Decision, Denied

_NOBODY = UUID(int=0)


def decide(
    *, purpose: str, subject_id: UUID | None, controller: str, at: datetime, dossier: str = "", subject_number: str = ""
) -> Decision:
    """Whether ``controller`` may process the person's data for ``purpose`` at ``at``; one statement, nothing kept between calls.

    While the person restricts the processing, only what ``policies.under_restriction`` lets go on, in ``dossier`` where it is named.
    A person may be named by her number (``subject_number``) where her account is not at hand.

    ``Allowed.ground`` cites the law, and the text version for a consent; ``Denied`` says what is missing. Without a person only a
    purpose that rests on a law can be allowed.
    """
    on = local_date(at)
    subject_id = subject_id or of_number(subject_number)
    held = _held(subject_id, controller, at)
    row = (
        in_force(on)
        .filter(code=purpose)
        .annotate(
            needed=Coalesce(Subquery(_needed(purpose, on), output_field=IntegerField()), 0),
            held=Subquery(held, output_field=IntegerField()),
            restricted=Exists(models.Restriction.objects.filter(person_id=subject_id or _NOBODY, ended_at=None)),
        )
        .first()
    )
    if row is None:
        return rules.decide(None, code=purpose, controller=controller, held=(), needed=0, at=at)
    live = () if row.held is None else (rules.Held(controller, row.held, at),)
    known = to_purpose(row)
    decision = rules.decide(known, code=purpose, controller=controller, held=live, needed=row.needed, at=at)
    if isinstance(decision, Denied) or not row.restricted or subject_id is None:
        return decision
    restriction = restricted(person_id=subject_id)
    under = None if restriction is None else ruled(restriction, purpose=known, code=purpose, dossier=dossier)
    return under if isinstance(under, Denied) else decision


def allowed_among(*, purpose: str, person_ids: Collection[UUID], controller: str, at: datetime) -> frozenset[UUID]:
    """Those among the persons for whom ``decide`` allows a purpose outside any dossier; for lists, three statements at most."""
    on = local_date(at)
    needed_now = Coalesce(Subquery(_needed(purpose, on), output_field=IntegerField()), 0)
    row = in_force(on).filter(code=purpose).annotate(needed=needed_now).first()
    if row is None or not person_ids:
        return frozenset()
    held: dict[UUID | None, list[rules.Held]] = {}
    consents = models.Consent.objects.filter(purpose=purpose, subject_id__in=list(person_ids))
    for person, towards, version, given_at, ended_at in consents.values_list("subject_id", "controller", "version", "given_at", "ended_at"):
        held.setdefault(person, []).append(rules.Held(towards, version, given_at, ended_at))
    known, needed = to_purpose(row), row.needed
    allowed = {
        person for person in person_ids
        if isinstance(rules.decide(known, code=purpose, controller=controller, held=held.get(person, ()), needed=needed, at=at), Allowed)
    }  # fmt: skip
    restrictions = restricted_among(person_ids=allowed) if allowed else {}
    return frozenset(allowed - stopped(restrictions, purpose=known, code=purpose))


def _needed(purpose: str, on: date) -> QuerySet[models.ConsentText, Any]:
    widening = models.ConsentText.objects.filter(purpose=purpose, widens=True, effective_from__lte=on).order_by().values("purpose")
    return widening.annotate(newest=Max("version")).values("newest")


def _held(subject_id: UUID | None, controller: str, at: datetime) -> QuerySet[models.Consent, Any]:
    """The newest version held at the instant towards the controller or every agency."""
    return (
        models.Consent.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), subject_id=subject_id or _NOBODY, purpose=OuterRef("code"))
        .filter(controller__in=(controller, ANYBODY), given_at__lte=at)
        .order_by("-version")
        .values("version")[:1]
    )
