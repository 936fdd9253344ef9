"""Facts that identity tells. No personal data: ids, levels and units only."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from motcua.kernel.events import event


@event("identity.person.registered.v1", stream="person_id")
class PersonRegistered:
    """A person signed in for the first time."""

    person_id: UUID
    level: int
    residence_unit_code: str
    registered_at: datetime


@event("identity.session.opened.v1", stream="subject_id")
class SessionOpened:
    """Somebody signed in; ``method`` is ``vneid``, ``password+totp``, ``passkey`` or ``password+recovery``."""

    subject_id: UUID
    kind: str
    method: str
    level: int
    opened_at: datetime


@event("identity.session.closed.v1", stream="subject_id")
class SessionClosed:
    """A signed-in session ended; ``cause`` is signed_out, revoked, replaced, expired or provider, ``kind`` citizen or officer."""

    subject_id: UUID
    kind: str
    session_id: UUID
    cause: str
    closed_at: datetime


@event("identity.sign_in.refused.v1", stream="person_id")
class SignInRefused:
    """A provider contradicted what is known of a person; ``differs`` names the facts by commas (full_name, born_on, subject)."""

    person_id: UUID
    provider: str
    differs: str
    at: datetime


@event("identity.mismatch.settled.v1", stream="person_id")
class MismatchSettled:
    """An administrator checked a contradicting sign-in and accepted the provider or not."""

    person_id: UUID
    provider: str
    accepted: bool
    at: datetime


@event("identity.link.changed.v1", stream="person_id")
class LinkChanged:
    """A person closed or opened one of her ways to sign in."""

    person_id: UUID
    provider: str
    is_open: bool
    at: datetime


@event("identity.contact.corrected.v1", stream="person_id")
class ContactCorrected:
    """A person's telephone or e-mail (``field``) was corrected at her request; ``ground`` is the request. The values stay out of it."""

    person_id: UUID
    field: str
    ground: str
    at: datetime


@event("identity.officer.appointed.v1", stream="officer_id")
class OfficerAppointed:
    """An officer got a position in a unit, from ``appointed_at`` on."""

    officer_id: UUID
    unit_code: str
    role: str
    appointed_at: datetime


@event("identity.officer.released.v1", stream="officer_id")
class OfficerReleased:
    """A position of an officer ended."""

    officer_id: UUID
    unit_code: str
    role: str
    released_at: datetime


@event("identity.post.decided.v1", stream="officer_id")
class PostDecided:
    """Something was decided about a post of an officer, perhaps from a later instant on; ``basis`` is the number of the document.

    ``what``: appointed, ended or cancelled (before its first instant); in old facts also corrected, which is ``PostCorrected`` now.
    ``manner``: regular, joint, acting, in_charge or seconded. The period is that of the post as it stands from now on.
    """

    officer_id: UUID
    position_id: int
    what: str
    unit_code: str
    role: str
    manner: str
    basis: str
    changed: list[str]
    valid_from: datetime
    valid_to: datetime | None
    at: datetime


@event("identity.post.corrected.v1", stream="officer_id")
class PostCorrected:
    """What stands on record of a post was put right: ``changed`` names the facts, ``reason`` says why; how it stood and how it stands."""

    officer_id: UUID
    position_id: int
    unit_code: str
    role: str
    changed: list[str]
    reason: str
    title_before: str
    title: str
    basis_before: str
    basis: str
    valid_from_before: datetime
    valid_from: datetime
    valid_to_before: datetime | None
    valid_to: datetime | None
    at: datetime


@event("identity.posts.read.v1", stream="subject")
class PostsRead:
    """Somebody took posts out as a file or opened a document of one. ``subject``: ``unit:11329`` or ``officer:<id>``.

    ``what``: exported (``count`` posts, as they stood on ``as_of`` when a day was asked for) or paper (of the post ``position_id``).
    """

    subject: str
    what: str
    count: int
    as_of: date | None
    position_id: int | None
    at: datetime


@event("identity.delegation.proposed.v1", stream="delegation_id")
class DelegationProposed:
    """A delegation was written and waits for a second person; it gives no power yet."""

    delegation_id: UUID
    from_officer_id: UUID
    to_officer_id: UUID
    unit_code: str
    role: str
    kind: str
    may_sign: bool
    basis: str
    valid_from: datetime
    valid_to: datetime | None
    at: datetime


@event("identity.delegation.granted.v1", stream="delegation_id")
class DelegationGranted:
    """Powers of a post were given to another officer for a period; ``basis`` is the number of the document."""

    delegation_id: UUID
    from_officer_id: UUID
    to_officer_id: UUID
    unit_code: str
    role: str
    kind: str
    may_sign: bool
    basis: str
    valid_from: datetime
    valid_to: datetime | None
    at: datetime


@event("identity.delegation.revoked.v1", stream="delegation_id")
class DelegationRevoked:
    """A delegation ended before its last day; ``cause`` is revoked, returned, post_left, service_left or post_moved."""

    delegation_id: UUID
    from_officer_id: UUID
    to_officer_id: UUID
    unit_code: str
    role: str
    cause: str
    revoked_at: datetime


@event("identity.factor.reset.v1", stream="officer_id")
class SecondFactorReset:
    """An administrator removed an officer's second factors after loss."""

    officer_id: UUID
    removed: int
    at: datetime


@event("identity.factor.changed.v1", stream="officer_id")
class FactorChanged:
    """An officer changed a factor of his; ``what``: added, removed, renamed or renewed, ``kind``: totp, webauthn or recovery_codes."""

    officer_id: UUID
    what: str
    kind: str
    at: datetime


@event("identity.refusals.shown.v1", stream="reader_id")
class RefusalsShown:
    """An administrator was shown refused sign-ins with the names of these persons; the room of consents tells each of them."""

    reader_id: UUID
    person_ids: list[UUID]
    at: datetime


@event("identity.reset.asked.v1", stream="officer_id")
class ResetAsked:
    """An administrator asked that an officer's second factors be removed; ``recognised``: card, badge or in_person."""

    reset_id: UUID
    officer_id: UUID
    recognised: str
    lapses_at: datetime
    at: datetime


@event("identity.reset.decided.v1", stream="officer_id")
class ResetDecided:
    """Something was decided about a reset; ``what``: confirmed, refused, stopped (by the officer), lapsed, code_used or done.

    ``alone``: one administrator asked and confirmed, since the city has no second one.
    """

    reset_id: UUID
    officer_id: UUID
    what: str
    alone: bool
    at: datetime


@event("identity.password.set.v1", stream="officer_id")
class PasswordSet:
    """An officer's password was changed, by himself or by an administrator (``by_administrator``)."""

    officer_id: UUID
    by_administrator: bool
    at: datetime


@event("identity.account.locked.v1", stream="officer_id")
class AccountLocked:
    """Too many wrong attempts on an officer's account: the next one waits. ``what`` is password or factor."""

    officer_id: UUID
    what: str
    failures: int
    seconds: int
    at: datetime


@event("identity.account.unlocked.v1", stream="officer_id")
class AccountUnlocked:
    """An administrator let an officer try again at once."""

    officer_id: UUID
    at: datetime


@event("identity.posts.moved.v1", stream="new_unit")
class PostsMoved:
    """The posts of a unit went over to the unit that took it over."""

    old_unit: str
    new_unit: str
    on: date
    moved: int
    merged: int
    delegations: int
    at: datetime


@event("identity.merger.decided.v1", stream="merger_id")
class MergerDecided:
    """An administrator did something about a merger of units; ``what``: proposed, confirmed, declined, resumed, stopped or done."""

    merger_id: UUID
    what: str
    old_units: list[str]
    new_unit: str
    on: date
    at: datetime


@event("identity.authorisation.given.v1", stream="authorisation_id")
class AuthorisationGiven:
    """An organisation's representative let a person act for it; it waits for her to accept. ``verbs``: file, see_all, pay, papers."""

    authorisation_id: UUID
    organisation_id: UUID
    verbs: list[str]
    valid_from: datetime
    valid_to: datetime
    at: datetime


@event("identity.authorisation.accepted.v1", stream="authorisation_id")
class AuthorisationAccepted:
    """The person accepted to act for the organisation."""

    authorisation_id: UUID
    organisation_id: UUID
    person_id: UUID
    at: datetime


@event("identity.authorisation.ended.v1", stream="authorisation_id")
class AuthorisationEnded:
    """An authorisation ended before its last day; ``cause`` is revoked, declined, returned or replaced."""

    authorisation_id: UUID
    organisation_id: UUID
    cause: str
    ended_at: datetime


@event("identity.acting.switched.v1", stream="person_id")
class ActingSwitched:
    """A person began to act for an organisation in her session, or for herself again (no organisation)."""

    person_id: UUID
    organisation_id: UUID | None
    at: datetime


@event("identity.access.explained.v1", stream="officer_id")
class AccessExplained:
    """Somebody had explained to him whether an officer may do an act; ``asked_about`` is the instant in question."""

    officer_id: UUID
    act: str
    matter: str
    unit_code: str
    allowed: bool
    asked_about: datetime
    at: datetime
