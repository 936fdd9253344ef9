"""What the audit log hears by itself: sign-ins, powers given and taken, second factors reset."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.audit import api as audit
from motcua.foundation.identity import events as identity_events
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind

_REVOKED = "revoked"


@outbox.handles(identity_events.SessionOpened, name="audit.note_sign_in")
def note_sign_in(*, event: identity_events.SessionOpened, meta: outbox.EventMeta) -> None:
    """Every sign-in stands in the log, with its way and its level; never with a name."""
    actor = Actor(kind=ActorKind(event.kind), subject_id=event.subject_id, level=event.level)
    details = {"method": event.method, "level": event.level, "event": str(meta.event_id)}
    session = f"identity.session:{meta.event_id}"
    audit.record(action="identity.signed_in", object_ref=session, actor=actor, now=event.opened_at, details=details)


@outbox.handles(identity_events.DelegationProposed, name="audit.note_delegation_proposed")
def note_delegation_proposed(*, event: identity_events.DelegationProposed, meta: outbox.EventMeta) -> None:
    """A power was offered and waits for a second person."""
    details = {"to": f"officer:{event.to_officer_id}", "role": event.role, "unit": event.unit_code}
    _note(
        "identity.delegation_proposed",
        event.delegation_id,
        meta,
        at=event.at,
        behalf=event.from_officer_id,
        ground=event.basis,
        details=details,
    )


@outbox.handles(identity_events.DelegationGranted, name="audit.note_delegation_granted")
def note_delegation_granted(*, event: identity_events.DelegationGranted, meta: outbox.EventMeta) -> None:
    """A power was given: by whom, to whom, whose, and on which document."""
    details = {
        "to": f"officer:{event.to_officer_id}", "role": event.role, "unit": event.unit_code, "kind": event.kind, "may_sign": event.may_sign,
        "from": event.valid_from.isoformat(), "until": event.valid_to.isoformat() if event.valid_to else "",
    }  # fmt: skip
    _note(
        "identity.delegation_granted",
        event.delegation_id,
        meta,
        at=event.at,
        behalf=event.from_officer_id,
        ground=event.basis,
        details=details,
    )


@outbox.handles(identity_events.DelegationRevoked, name="audit.note_delegation_revoked")
def note_delegation_revoked(*, event: identity_events.DelegationRevoked, meta: outbox.EventMeta) -> None:
    """A power was taken back or ended with the post."""
    details = {"to": f"officer:{event.to_officer_id}", "role": event.role, "unit": event.unit_code, "cause": event.cause}
    _note("identity.delegation_revoked", event.delegation_id, meta, at=event.revoked_at, behalf=event.from_officer_id, details=details)


@outbox.handles(identity_events.PostDecided, name="audit.note_post")
def note_post(*, event: identity_events.PostDecided, meta: outbox.EventMeta) -> None:
    """An officer was given a post, or one ends, was cancelled or put right: from when to when and by which document."""
    begins, ends = _days(event.valid_from, event.valid_to)
    details = {
        "post": event.position_id, "role": event.role, "unit": event.unit_code, "manner": event.manner, "from": begins, "until": ends,
        "changed": list(event.changed),
    }  # fmt: skip
    _note_officer(f"identity.post_{event.what}", event.officer_id, meta, at=event.at, details=details, ground=event.basis)


@outbox.handles(identity_events.PostCorrected, name="audit.note_post_corrected")
def note_post_corrected(*, event: identity_events.PostCorrected, meta: outbox.EventMeta) -> None:
    """What stands on record of a post was put right: why, how it stood and how it stands."""
    details = {
        "post": event.position_id, "role": event.role, "unit": event.unit_code, "changed": list(event.changed), "reason": event.reason,
        "before": [event.title_before, event.basis_before, *_days(event.valid_from_before, event.valid_to_before)],
        "after": [event.title, event.basis, *_days(event.valid_from, event.valid_to)],
    }  # fmt: skip
    _note_officer("identity.post_corrected", event.officer_id, meta, at=event.at, details=details, ground=event.basis)


@outbox.handles(identity_events.PostsRead, name="audit.note_posts_read")
def note_posts_read(*, event: identity_events.PostsRead, meta: outbox.EventMeta) -> None:
    """Posts left as a file, or a document of one was opened."""
    details = {"count": event.count, "as_of": event.as_of.isoformat() if event.as_of else "", "post": event.position_id}
    thing, actor = f"identity.{event.subject}", _actor(meta.actor_ref)
    audit.record(action=f"identity.posts_{event.what}", object_ref=thing, actor=actor, now=event.at, details=details)


@outbox.handles(identity_events.MergerDecided, name="audit.note_merger")
def note_merger(*, event: identity_events.MergerDecided, meta: outbox.EventMeta) -> None:
    """A merger of units was proposed, confirmed by a second person, given up or carried out."""
    details = {"what": event.what, "old": list(event.old_units), "new": event.new_unit, "on": event.on.isoformat()}
    thing = f"identity.merger:{event.merger_id}"
    audit.record(action="identity.merger", object_ref=thing, actor=_actor(meta.actor_ref), now=event.at, details=details)


@outbox.handles(identity_events.SecondFactorReset, name="audit.note_factor_reset")
def note_factor_reset(*, event: identity_events.SecondFactorReset, meta: outbox.EventMeta) -> None:
    """An officer's second factors were removed by an administrator."""
    _note_officer("identity.factor_reset", event.officer_id, meta, at=event.at, details={"removed": event.removed})


@outbox.handles(identity_events.FactorChanged, name="audit.note_factor_changed")
def note_factor_changed(*, event: identity_events.FactorChanged, meta: outbox.EventMeta) -> None:
    """An officer added, removed, renamed or renewed a factor of his own."""
    _note_officer(f"identity.factor_{event.what}", event.officer_id, meta, at=event.at, details={"kind": event.kind})


@outbox.handles(identity_events.SessionClosed, name="audit.note_session_ended")
def note_session_ended(*, event: identity_events.SessionClosed, meta: outbox.EventMeta) -> None:
    """Somebody else ended a person's or an officer's session; what she ended herself, or what only lapsed, is not worth a line."""
    by = _actor(meta.actor_ref)
    if event.cause == _REVOKED and by.kind is not ActorKind.SYSTEM and by.subject_id != event.subject_id:
        note = _note_officer if event.kind == ActorKind.OFFICER else _note_person
        note("identity.session_ended", event.subject_id, meta, at=event.closed_at, details={"session": str(event.session_id)})


@outbox.handles(identity_events.ResetAsked, name="audit.note_reset_asked")
def note_reset_asked(*, event: identity_events.ResetAsked, meta: outbox.EventMeta) -> None:
    """An administrator asked that an officer's second factors be removed."""
    details = {"reset": str(event.reset_id), "recognised": event.recognised, "until": event.lapses_at.isoformat()}
    _note_officer("identity.reset_asked", event.officer_id, meta, at=event.at, details=details)


@outbox.handles(identity_events.ResetDecided, name="audit.note_reset_decided")
def note_reset_decided(*, event: identity_events.ResetDecided, meta: outbox.EventMeta) -> None:
    """A reset was confirmed, refused, stopped, left undecided or used; what one administrator did alone bears a name of its own."""
    lone = "_alone" if event.alone and event.what == "confirmed" else ""
    details = {"reset": str(event.reset_id)}
    _note_officer(f"identity.reset_{event.what}{lone}", event.officer_id, meta, at=event.at, details=details)


@outbox.handles(identity_events.AuthorisationGiven, name="audit.note_authorisation_given")
def note_authorisation_given(*, event: identity_events.AuthorisationGiven, meta: outbox.EventMeta) -> None:
    """An organisation let a person act for it."""
    details = {"verbs": list(event.verbs), "from": event.valid_from.isoformat(), "until": event.valid_to.isoformat()}
    _note_authorisation("given", event.authorisation_id, event.organisation_id, meta, at=event.at, details=details)


@outbox.handles(identity_events.AuthorisationAccepted, name="audit.note_authorisation_accepted")
def note_authorisation_accepted(*, event: identity_events.AuthorisationAccepted, meta: outbox.EventMeta) -> None:
    """The person accepted to act for an organisation."""
    _note_authorisation("accepted", event.authorisation_id, event.organisation_id, meta, at=event.at, details={})


@outbox.handles(identity_events.AuthorisationEnded, name="audit.note_authorisation_ended")
def note_authorisation_ended(*, event: identity_events.AuthorisationEnded, meta: outbox.EventMeta) -> None:
    """An authorisation was revoked, declined, given back or replaced."""
    _note_authorisation("ended", event.authorisation_id, event.organisation_id, meta, at=event.ended_at, details={"cause": event.cause})


@outbox.handles(identity_events.ActingSwitched, name="audit.note_acting_switched")
def note_acting_switched(*, event: identity_events.ActingSwitched, meta: outbox.EventMeta) -> None:
    """Somebody began to act for an organisation, or for herself again."""
    body = f"identity.organisation:{event.organisation_id}" if event.organisation_id else f"person:{event.person_id}"
    audit.record(action="identity.acting_switched", object_ref=body, actor=_actor(meta.actor_ref), now=event.at)


def _note_authorisation(
    what: str, authorisation_id: UUID, organisation_id: UUID, meta: outbox.EventMeta, *, at: datetime, details: dict[str, Any]
) -> None:
    thing, body = f"identity.authorisation:{authorisation_id}", f"organisation:{organisation_id}"
    actor = _actor(meta.actor_ref)
    audit.record(action=f"identity.authorisation_{what}", object_ref=thing, actor=actor, now=at, on_behalf_of=body, details=details)


@outbox.handles(identity_events.AccessExplained, name="audit.note_explained")
def note_explained(*, event: identity_events.AccessExplained, meta: outbox.EventMeta) -> None:
    """Somebody looked into an officer's powers."""
    officer, actor = f"identity.officer:{event.officer_id}", _actor(meta.actor_ref)
    details = {"act": event.act, "matter": event.matter, "unit": event.unit_code, "allowed": event.allowed}
    audit.record(action="identity.access_explained", object_ref=officer, actor=actor, now=event.at, details=details)


@outbox.handles(identity_events.SignInRefused, name="audit.note_sign_in_refused")
def note_sign_in_refused(*, event: identity_events.SignInRefused, meta: outbox.EventMeta) -> None:
    """A provider contradicted what is known of a person, and she was not let in."""
    details = {"provider": event.provider, "differs": event.differs}
    _note_person("identity.sign_in_refused", event.person_id, meta, at=event.at, details=details)


@outbox.handles(identity_events.MismatchSettled, name="audit.note_mismatch_settled")
def note_mismatch_settled(*, event: identity_events.MismatchSettled, meta: outbox.EventMeta) -> None:
    """An administrator decided about a contradicting sign-in."""
    details = {"provider": event.provider, "accepted": event.accepted}
    _note_person("identity.mismatch_settled", event.person_id, meta, at=event.at, details=details)


@outbox.handles(identity_events.LinkChanged, name="audit.note_link_changed")
def note_link_changed(*, event: identity_events.LinkChanged, meta: outbox.EventMeta) -> None:
    """A person closed or opened a way to sign in."""
    details = {"provider": event.provider, "open": event.is_open}
    _note_person("identity.link_changed", event.person_id, meta, at=event.at, details=details)


@outbox.handles(identity_events.ContactCorrected, name="audit.note_contact_corrected")
def note_contact_corrected(*, event: identity_events.ContactCorrected, meta: outbox.EventMeta) -> None:
    """A telephone or e-mail was corrected at the person's request; never with its value."""
    _note_person(
        "identity.contact_corrected", event.person_id, meta, at=event.at, ground=event.ground, details={"field": event.field}
    )  # fmt: skip


@outbox.handles(identity_events.PasswordSet, name="audit.note_password_set")
def note_password_set(*, event: identity_events.PasswordSet, meta: outbox.EventMeta) -> None:
    """An officer's password changed."""
    details = {"by_administrator": event.by_administrator}
    _note_officer("identity.password_set", event.officer_id, meta, at=event.at, details=details)


@outbox.handles(identity_events.AccountLocked, name="audit.note_account_locked")
def note_account_locked(*, event: identity_events.AccountLocked, meta: outbox.EventMeta) -> None:
    """Too many wrong attempts on an officer's account."""
    details = {"what": event.what, "failures": event.failures, "seconds": event.seconds}
    _note_officer("identity.account_locked", event.officer_id, meta, at=event.at, details=details)


@outbox.handles(identity_events.AccountUnlocked, name="audit.note_account_unlocked")
def note_account_unlocked(*, event: identity_events.AccountUnlocked, meta: outbox.EventMeta) -> None:
    """An administrator let an officer try again at once."""
    _note_officer("identity.account_unlocked", event.officer_id, meta, at=event.at, details={})


def _days(begins: datetime, ends: datetime | None) -> tuple[str, str]:
    return begins.isoformat(), ends.isoformat() if ends else ""


def _note_officer(
    action: str, officer_id: UUID, meta: outbox.EventMeta, *, at: datetime, details: dict[str, Any], ground: str = ""
) -> None:
    officer = f"identity.officer:{officer_id}"
    audit.record(action=action, object_ref=officer, actor=_actor(meta.actor_ref), now=at, ground=ground, details=details)


def _note_person(
    action: str, person_id: UUID, meta: outbox.EventMeta, *, at: datetime, details: dict[str, Any], ground: str = ""
) -> None:
    person = f"person:{person_id}"
    audit.record(action=action, object_ref=person, actor=_actor(meta.actor_ref), now=at, ground=ground, details=details, person=person)


def _note(
    action: str, delegation_id: UUID, meta: outbox.EventMeta, *, at: datetime, behalf: UUID, details: dict[str, Any], ground: str = ""
) -> None:
    thing, giver = f"identity.delegation:{delegation_id}", f"officer:{behalf}"
    on_behalf_of = "" if giver == meta.actor_ref else giver
    audit.record(
        action=action, object_ref=thing, actor=_actor(meta.actor_ref), now=at, on_behalf_of=on_behalf_of, ground=ground, details=details
    )


def _actor(ref: str) -> Actor:
    """The actor of a stored event, as far as its reference tells."""
    kind, _, subject = ref.partition(":")
    return Actor(kind=ActorKind(kind), subject_id=UUID(subject) if subject else None)
