"""Which provider may vouch for a person: linked at the first sign-in, closed and opened by her, refused when it contradicts another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import F

from motcua.foundation.identity import contracts, events, models, policies
from motcua.foundation.identity.actions.sessions import end_own_by_provider
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.policy import require
from motcua.kernel.text import fold

CLOSED, SUBJECT = "closed", "subject"
_WORDS = {
    "full_name": ("họ tên", "the name"),
    "born_on": ("ngày sinh", "the birth date"),
    SUBJECT: ("mã chủ thể", "the provider's subject"),
}


class Disagreement(Exception):
    """What a provider said otherwise of a known person."""

    def __init__(self, person_pk: int, differs: tuple[str, ...]) -> None:
        self.person_pk, self.differs = person_pk, differs
        super().__init__(f"{differs}")

    def named(self) -> contracts.PeopleDisagree:
        """The refusal in words."""
        vi, en = zip(*(_WORDS[name] for name in self.differs), strict=True)
        return contracts.PeopleDisagree(what_vi=", ".join(vi), what_en=", ".join(en))


def check_link(row: models.Person | None, read: contracts.PersonClaims, *, provider: str) -> None:
    """Whether this provider may vouch for the person now: ``SignInClosed``, or ``Disagreement`` with what another one said.

    The person of a personal number is one (NĐ 69/2024/NĐ-CP); nothing is ever joined by e-mail or telephone.
    """
    link = SocialAccount.objects.filter(provider=provider, uid=read.subject).select_related("user__person").first()
    if link is not None and (row is None or link.user_id != row.account_id):
        raise Disagreement(link.user.person.pk, (SUBJECT,))
    if row is None or row.account_id is None:
        return
    known = SocialAccount.objects.filter(provider=provider, user=row.account_id)
    if any(one.extra_data.get(CLOSED) for one in known):  # whatever new name the provider gives her: she closed the way
        raise contracts.SignInClosed
    differs = _differs(row, read, first=link is None)
    if differs and not _accepted(row, read, provider=provider):
        raise Disagreement(row.pk, differs)


def note_disagreement(found: Disagreement, read: contracts.PersonClaims, *, provider: str, now: datetime) -> None:
    """Leave the refused sign-in for an operator: once per person and provider, with how often it was tried."""
    facts = {
        "differs": list(found.differs),
        "told_name": read.full_name,
        "told_born": _born(read),
        "last_at": now,
    }
    with transaction.atomic():
        open_ones = models.LinkConflict.objects.filter(person_id=found.person_pk, provider=provider, accepted=None)
        if open_ones.update(**facts, times=F("times") + 1):
            return
        row = models.LinkConflict.objects.create(person_id=found.person_pk, provider=provider, first_at=now, **facts)
        fact = events.SignInRefused(person_id=row.person.uuid, provider=provider, differs=",".join(found.differs), at=now)
        outbox.publish(event=fact, now=now, actor=SYSTEM)


@transaction.atomic
def set_link(*, person_id: UUID, provider: str, is_open: bool, actor: Actor, now: datetime) -> bool:
    """Close or open one way of signing in; closing ends its sessions. False when nothing changed. ``LastSignIn`` for the only open one."""
    require(policies.can_link(actor, person_id=person_id))
    account = models.Account.objects.select_for_update().filter(person__uuid=person_id).first()
    links = list(SocialAccount.objects.select_for_update().filter(user=account))
    changed = [link for link in links if link.provider == provider and bool(link.extra_data.get(CLOSED)) == is_open]
    if not changed or account is None:
        return False
    if not is_open and not any(link.provider != provider and not link.extra_data.get(CLOSED) for link in links):
        raise contracts.LastSignIn
    for link in changed:
        link.extra_data = {} if is_open else {CLOSED: now.isoformat()}
        link.save(update_fields=["extra_data"])
    if not is_open:
        end_own_by_provider(account_id=account.pk, provider=provider, now=now, actor=actor)
    outbox.publish(event=events.LinkChanged(person_id=person_id, provider=provider, is_open=is_open, at=now), now=now, actor=actor)
    return True


@transaction.atomic
def note_refusals(*, person_ids: Iterable[UUID], actor: Actor, now: datetime) -> None:
    """Tell that an administrator was shown refused sign-ins of these persons; nothing when there was none."""
    shown = sorted(set(person_ids))
    if shown and actor.subject_id is not None:
        outbox.publish(event=events.RefusalsShown(reader_id=actor.subject_id, person_ids=shown, at=now), now=now, actor=actor)


@transaction.atomic
def settle_mismatch(*, mismatch_id: UUID, accept: bool, actor: Actor, now: datetime) -> bool:
    """An administrator checked the person's papers: the provider may vouch for her from now on, or stays refused.

    False when settled, and for accepting a subject that is linked to somebody else: no papers make one subject two people.
    """
    require(policies.can_manage_officers(actor))
    row = models.LinkConflict.objects.select_for_update().filter(uuid=mismatch_id, accepted=None).select_related("person").first()
    if row is None or (accept and SUBJECT in row.differs):
        return False
    row.accepted, row.settled_at, row.settled_by = accept, now, actor.ref
    row.save(update_fields=["accepted", "settled_at", "settled_by"])
    fact = events.MismatchSettled(person_id=row.person.uuid, provider=row.provider, accepted=accept, at=now)
    outbox.publish(event=fact, now=now, actor=actor)
    return True


def _differs(row: models.Person, read: contracts.PersonClaims, *, first: bool) -> tuple[str, ...]:
    """A name may change at the provider that told it; a birth date, or a name told by another one, must agree."""
    name = first and fold(row.full_name) != fold(read.full_name)
    born = row.born_on is not None and read.born_on is not None and row.born_on != read.born_on
    return (*(("full_name",) if name else ()), *(("born_on",) if born else ()))


def _accepted(row: models.Person, read: contracts.PersonClaims, *, provider: str) -> bool:
    """Whether an administrator accepted exactly these facts."""
    latest = models.LinkConflict.objects.filter(person=row, provider=provider).exclude(accepted=None).order_by("-pk").first()
    return (
        latest is not None and bool(latest.accepted) and (fold(latest.told_name), latest.told_born) == (fold(read.full_name), _born(read))
    )


def _born(read: contracts.PersonClaims) -> str:
    return f"{read.born_on:%d/%m/%Y}" if read.born_on else ""
