"""What every action shares: hold the dossier, decide, write the fact, copy the state to the row, tell the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind, PositionHeld
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.kernel.working_time import WorkCalendar
from motcua.kit.fields import blind_index
from motcua.kit.together import together
from motcua.platform.casework import policies
from motcua.platform.casework.actions import requirements, rows
from motcua.platform.casework.contracts import (
    Change,
    Definition,
    DossierStatus,
    DossierUnknown,
    EventKind,
    ReasonMissing,
    SideVerb,
    StepAction,
    Verb,
)
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import chain, state
from motcua.platform.casework.rules.codes import normal_dossier_code
from motcua.platform.casework.rules.process import not_possible, way_out
from motcua.platform.casework.rules.state import Fact, State
from motcua.platform.casework.rules.transitions import possible_beside


@dataclass
class Held:
    """A dossier locked for one action, with the state its history leads to."""

    row: Dossier
    state: State
    definition: Definition
    actor: Actor
    now: datetime
    position: PositionHeld | None = None  # in which the officer acts; None for owners and the system

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working calendar of the unit in whose name the dossier runs, around now; one and the same for the whole action."""
        return loading.calendar(local_date(self.now), unit_code=self.row.unit_code)

    @property
    def facts(self) -> dict[str, Any]:
        """What every event of this dossier carries."""
        row = self.row
        return {
            "dossier_id": row.uuid, "dossier_code": row.code, "procedure_code": row.procedure_code, "field": row.field,
            "unit_code": row.unit_code, "at": self.now,
        }

    def change(self) -> Change:
        """The answer of the action."""
        s = self.state
        return Change(uuid=self.row.uuid, code=self.row.code, seq=self.row.last_seq, status=s.status, step=s.step, due_at=s.due_at)


Act = Callable[[Held, StepAction], None]
_LONGEST_LABEL = 200
_SHORTEST_REASON = 3  # "x" or "." is no reason


def perform(
    *, verb: Verb, code: str, actor: Actor, now: datetime, key: str, body: Mapping[str, Any], act: Act, to_step: str = ""
) -> Change:
    """Run one action in one transaction: once per key, on a locked dossier, when definition, policy and guard allow it.

    ``DossierUnknown`` when the actor may not know the dossier, ``ActionNotPossible`` when its state does not offer the verb,
    ``Forbidden`` when it belongs to another role or unit, and the refusals of ``requirements.check``.
    """

    def run(held: Held) -> None:
        way = way_out(definition=held.definition, state=held.state, verb=verb, dossier_code=held.row.code, to_step=to_step)
        role = held.definition.step(held.state.step).role
        require(policies.can_act(actor=actor, row=held.row, way=way, role=role))
        held.position = policies.step_power(actor=actor, row=held.row, verb=verb, role=role)
        requirements.check(held, way, body=body)
        act(held, way)

    return _once(verb=verb, code=code, actor=actor, now=now, key=key, body=body, run=run)


def beside(
    *, verb: SideVerb, code: str, actor: Actor, now: datetime, key: str, body: Mapping[str, Any], act: Callable[[Held], None]
) -> Change:
    """Run work beside the steps of the definition the same way: once per key, locked, when status and policy allow it.

    ``DossierUnknown``, ``ActionNotPossible``, ``Forbidden``.
    """

    def run(held: Held) -> None:
        status, row = held.state.status, held.row
        role = held.definition.step(held.state.step).role
        require(policies.can_side(actor=actor, row=row, verb=verb, role=role))
        if not possible_beside(verb, status, still=held.state.paused):
            raise not_possible(verb=verb, status=status, dossier_code=row.code)
        held.position = policies.side_power(actor=actor, row=row, verb=verb, role=role)
        act(held)

    return _once(verb=verb, code=code, actor=actor, now=now, key=key, body=body, run=run)


def _once(
    *, verb: Verb | SideVerb, code: str, actor: Actor, now: datetime, key: str, body: Mapping[str, Any], run: Callable[[Held], None]
) -> Change:
    with transaction.atomic(), together():
        claimed = outbox.once(scope=f"casework.{verb}:{actor.ref}", key=key, body={"code": code, **body}, now=now) if key else None
        found = rows.lock(value=normal_dossier_code(code))  # travels with the key
        if claimed is not None and not claimed.first and claimed.result is not None:
            return change_of(claimed.result)
        held = _known(found, code=code, actor=actor, now=now)
        run(held)
        change = held.change()
        if claimed is not None:
            claimed.keep(as_json(change))
        return change


def hold(*, code: str, actor: Actor, now: datetime) -> Held:
    """Lock the dossier (SELECT … FOR UPDATE) and read its history. ``DossierUnknown``."""
    return _known(rows.lock(value=normal_dossier_code(code)), code=code, actor=actor, now=now)


def _known(found: rows.Locked | None, *, code: str, actor: Actor, now: datetime) -> Held:
    if found is None or not policies.may_know(actor=actor, row=found.row):
        raise DossierUnknown(dossier_code=code)
    return holding(found, actor=actor, now=now)


def holding(found: rows.Locked, *, actor: Actor, now: datetime) -> Held:
    """A locked dossier with the state its history leads to and the definition it runs on."""
    return Held(row=found.row, state=state.fold(found.facts), definition=loading.definition_of(found.row), actor=actor, now=now)


def record(
    held: Held, *, kind: EventKind, to_status: DossierStatus, details: Mapping[str, Any], note: str = "", on_behalf_of: str = ""
) -> rows.Entry:
    """Write one fact: the sealed event, the row as its copy, and the audit entry. Refuses a status that may not follow.

    Who acts by delegation is written with the officer in whose place he acts and the document (``held.position``).
    """
    row, before = held.row, held.state
    position = held.position
    on_behalf_of = on_behalf_of or (position.on_behalf_of if position else "")
    basis = position.basis if position else ""
    fact = Fact(kind=kind, at=held.now, actor_ref=held.actor.ref, to_status=to_status, details=dict(details))
    held.state = state.begin(fact) if row.last_seq == 0 else state.apply(before, fact)
    event = sealed(
        row, fact, from_status=int(before.status) if row.last_seq else None, note=note, on_behalf_of=on_behalf_of,
        actor_label=label_of(held.actor, position), basis=basis,
    )
    row.last_seq, row.last_hash = event.seq, event.hash
    copy_state(row, held.state)
    rows.append(row, event)
    audit.record(
        action=f"casework.{kind}", object_ref=f"casework:{row.uuid}", actor=held.actor, now=held.now, on_behalf_of=on_behalf_of,
        ground=f"{row.procedure_code} v{held.definition.version}", details={"code": row.code, "seq": event.seq, "hash": event.hash},
    )
    return event


def sealed(
    row: Dossier, fact: Fact, *, from_status: int | None, note: str, on_behalf_of: str, actor_label: str, basis: str = ""
) -> rows.Entry:
    """The event row for a fact, sealed onto the last one of the dossier; not yet written."""
    seq, digest = row.last_seq + 1, blind_index(note, purpose="casework.note") if note else ""
    sealed_hash = chain.seal(
        dossier_id=row.uuid, seq=seq, kind=fact.kind, at=fact.at, actor_ref=fact.actor_ref, on_behalf_of=on_behalf_of,
        from_status=from_status, to_status=int(fact.to_status), details=fact.details, note_digest=digest,
        previous_hash=row.last_hash or chain.GENESIS, basis=basis, sealing=chain.SEALING,
    )
    return rows.Entry(
        dossier_id=row.pk, seq=seq, kind=fact.kind.value, at=fact.at, actor_ref=fact.actor_ref, actor_label=actor_label,
        on_behalf_of=on_behalf_of, basis=basis, sealing=chain.SEALING, from_status=from_status, to_status=int(fact.to_status),
        details=dict(fact.details), note=note, note_digest=digest, previous_hash=row.last_hash or chain.GENESIS, hash=sealed_hash,
    )


def copy_state(row: Dossier, now_true: State) -> None:
    """Make the row say what the state says; ``queries.integrity.fold_check`` proves that it does."""
    for column, value in state.columns(now_true, unit_code=row.unit_code).items():
        setattr(row, column, value)


def publish(held: Held, event_class: type[Any], **more: Any) -> None:
    """Tell the others, in the same transaction."""
    outbox.publish(event=event_class(**held.facts, **more), now=held.now, actor=held.actor)


def label_of(actor: Actor, position: PositionHeld | None = None) -> str:
    """Who acted, as the history shows it to officers; citizens are never named in it."""
    if actor.kind is ActorKind.OFFICER:
        if position is not None and position.is_delegated:
            form = f"{position.form} " if position.form else ""
            return f"{actor.name} ({form}{position.title})"[:_LONGEST_LABEL]
        own = (p.title for p in actor.own_positions if p.title)
        titles = position.title if position is not None and position.title else ", ".join(dict.fromkeys(own))
        return f"{actor.name} ({titles})"[:_LONGEST_LABEL] if titles else actor.name
    return {ActorKind.CITIZEN: "Người nộp hồ sơ", ActorKind.SYSTEM: "Hệ thống"}.get(actor.kind, str(actor.kind))


def written_reason(text: str) -> str:
    """A reason with words in it. ``ReasonMissing``."""
    reason = squeeze(text)
    if len(reason) < _SHORTEST_REASON:
        raise ReasonMissing
    return reason


def as_json(change: Change) -> dict[str, Any]:
    """The answer as an idempotency record keeps it."""
    return {
        "uuid": str(change.uuid), "code": change.code, "seq": change.seq, "status": int(change.status), "step": change.step,
        "due_at": change.due_at.isoformat() if change.due_at else None,
    }


def change_of(kept: Mapping[str, Any]) -> Change:
    """The answer that was kept."""
    due_at = datetime.fromisoformat(kept["due_at"]) if kept["due_at"] else None
    return Change(
        uuid=UUID(kept["uuid"]), code=kept["code"], seq=kept["seq"], status=DossierStatus(kept["status"]), step=kept["step"], due_at=due_at
    )


