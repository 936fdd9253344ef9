"""Whose store an actor may open: one rule for people, organisations and agencies."""

from __future__ import annotations

from typing import Final

from motcua.foundation.identity.contracts import ActFor, Organisation, OrganisationKind
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied

PERSON, ORGANISATION, UNIT = "person", "organisation", "unit"
HANDLING: Final = frozenset({Role.RECEPTION, Role.APPRAISER, Role.LEADER})
STORE_LAW: Final = "NĐ 118/2025/NĐ-CP"
EXCHANGE: Final = frozenset({Role.OPERATOR, Role.ADMIN})
_OTHERS = Denied(reason_vi="giấy tờ này thuộc kho của người khác.", reason_en="the document belongs to somebody else's store.")


def own_store(actor: Actor) -> str:
    """The store that a citizen acts in: her own, or that of the organisation she acts for; empty for everybody else.

    ``organisation_id`` is what the session proved for this request: whoever no longer represents the organisation does not have it.
    Whom its representative authorised opens its store only with the power ``papers``; otherwise she has none while she acts for it.
    """
    if actor.kind is not ActorKind.CITIZEN or actor.subject_id is None:
        return ""
    if actor.organisation_id is None:
        return f"{PERSON}:{actor.subject_id}"
    return f"{ORGANISATION}:{actor.organisation_id}" if actor.acts_for(actor.organisation_id, verb=ActFor.PAPERS) else ""


def unit_stores(actor: Actor) -> frozenset[str]:
    """The stores of the units in which an officer holds, now, a post that handles dossiers (own, or delegated without narrowing)."""
    if actor.kind is not ActorKind.OFFICER:
        return frozenset()
    return frozenset(f"{UNIT}:{code}" for code in units_of(actor))


def units_of(actor: Actor) -> frozenset[str]:
    """The codes of those units."""
    held = (p for p in actor.positions if p.role in HANDLING and (not p.is_delegated or _whole(p.scope)))
    return frozenset(p.unit_code for p in held) if actor.kind is ActorKind.OFFICER else frozenset()


def can_open(*, actor: Actor, holder: str) -> Decision:
    """The one rule of visibility: the person herself, who represents the organisation and acts for it, the unit's officers in post."""
    if holder and holder == own_store(actor):
        return Allowed(ground="own document" if holder.startswith(PERSON) else "document of the organisation acted for")
    if holder in unit_stores(actor):
        return Allowed(ground="document of the officer's unit")
    return _OTHERS


def can_change(*, actor: Actor, holder: str) -> Decision:
    """Who may add, correct, remove and share: whoever may open the store; an officer not by a post that is another's."""
    if actor.kind is ActorKind.OFFICER:
        own = {f"{UNIT}:{p.unit_code}" for p in actor.own_positions if p.role in HANDLING}
        return Allowed(ground="document of the officer's unit") if holder in own else _OTHERS
    return can_open(actor=actor, holder=holder)


def ground_of(holder: str) -> str:
    """On what ground whoever may change a store changes it, as the log has it."""
    return "document of the officer's unit" if holder.startswith(f"{UNIT}:") else "own document"


def is_organisation(holder: str) -> bool:
    """Whether a store is an organisation's."""
    return holder.startswith(f"{ORGANISATION}:")


def has_own_code(organisation: Organisation) -> bool:
    """Whether an organisation is asked for under a tax code of its own.

    A household business has its owner's personal number for a tax code (TT 86/2024/TT-BTC): asked by it, the store would answer with her
    own papers, which those who work for the household must not see.
    """
    return organisation.kind is not OrganisationKind.HOUSEHOLD


def ground_of_bringing(holder: str) -> str:
    """On what ground papers of the national store come into a store, as the log has it."""
    return STORE_LAW if is_organisation(holder) else "consent"


def can_ask(*, actor: Actor, unit_code: str) -> Decision:
    """Who asks for a paper in the name of a unit: its officers by their own posts, and a machine that serves the unit."""
    if actor.kind is ActorKind.MACHINE:
        served = unit_code in actor.units
        return Allowed(ground="application of the unit") if served else _OTHERS
    return can_change(actor=actor, holder=f"{UNIT}:{unit_code}")


def asking_units(actor: Actor) -> frozenset[str]:
    """The units whose requests an actor sees: of an officer's posts, or that a machine serves."""
    return actor.units if actor.kind is ActorKind.MACHINE else units_of(actor)


def can_receive(*, actor: Actor, unit_code: str) -> Decision:
    """Who opens what was shared with a unit: its officers in post; a link for anybody asks for nobody."""
    if not unit_code:
        return Allowed(ground="link")
    if unit_code in units_of(actor):
        return Allowed(ground="shared with the officer's unit")
    return Denied(reason_vi="giấy tờ này được chia sẻ với cơ quan khác.", reason_en="this paper was shared with another agency.")


def _whole(scope: object) -> bool:
    """A delegation that is narrowed to some matters does not open the whole store."""
    return not (getattr(scope, "procedures", None) or getattr(scope, "fields", None) or getattr(scope, "verbs", None))


def can_run_exchange(*, actor: Actor) -> Decision:
    """Who looks after the exchange with the national store: operators and administrators, the system for scheduled work."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    if actor.kind is ActorKind.OFFICER and actor.roles & EXCHANGE:
        return Allowed(ground="role:operator")
    return Denied(
        reason_vi="việc này do trực vận hành hoặc quản trị thực hiện.", reason_en="this is done by the operator or an administrator."
    )
