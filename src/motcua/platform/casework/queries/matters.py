"""What identity asks of a dossier when it explains who may do what: unit, procedure, field, and who may do each act as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, Role
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import SideVerb, Verb
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.models import Procedure as ProcedureRow
from motcua.platform.casework.queries import catalogue, loading
from motcua.platform.casework.rules.codes import normal_dossier_code
from motcua.platform.casework.rules.transitions import WORDS

_OWNERS = policies.OWNER_SIDE | {SideVerb.GIVE_OPINION}


@dataclass
class Dossiers:
    """Dossiers as matters, and what of them a delegation may be narrowed to."""

    key: str = "casework.dossiers"

    def matter(self, *, code: str, actor: Actor, now: datetime) -> identity.Matter | None:
        """The dossier of that code, for officers who may know of it and for administrators, who learn nothing else of it here."""
        row = Dossier.objects.filter(code=normal_dossier_code(code)).first()
        if row is None or not (policies.may_know(actor=actor, row=row) or actor.has(role=Role.ADMIN)):
            return None
        held = row.handler_code or row.unit_code
        return identity.Matter(code=row.code, procedure=row.procedure_code, field=row.field, units=(held,), acts=tuple(_asked(row)))

    def fields(self, *, unit_code: str, now: datetime) -> Sequence[identity.Choice]:
        """The fields of the catalogue, those with most procedures first."""
        return tuple(identity.Choice(code=name, vi=name, en=name) for name, _ in catalogue.fields()[:30])

    def verbs(self) -> Sequence[identity.Choice]:
        """What officers do with a dossier."""
        return tuple(identity.Choice(code=act.key, vi=act.vi, en=act.en) for act in acts())

    def procedures(self, *, codes: Sequence[str], now: datetime) -> Sequence[identity.Choice]:
        """Those of the given codes that exist."""
        rows = ProcedureRow.objects.filter(code__in=list(codes)).values_list("code", "name")
        return tuple(identity.Choice(code=code, vi=name, en=name) for code, name in rows)


def acts() -> Iterator[identity.Act]:
    """The acts of officers on dossiers, with the roles that usually do them."""
    for verb in (*Verb, *SideVerb):
        if verb in _OWNERS or verb is Verb.SUBMIT:
            continue
        roles = {Role.LEADER} if verb in policies.LEADERS_OWN else set(policies.HANDLING)
        yield identity.Act(key=verb.value, vi=WORDS[verb][0], en=WORDS[verb][1], roles=frozenset(roles))


def _asked(row: Dossier) -> Iterator[identity.ActAsked]:
    role = loading.definition_of(row).step(row.step).role
    for verb in Verb:
        if verb is Verb.SUBMIT:
            continue
        for roles, units in policies.step_places(row=row, verb=verb, role=role):
            yield identity.ActAsked(key=verb.value, roles=frozenset(roles), units=tuple(dict.fromkeys(units)))
    for side in SideVerb:
        if side not in _OWNERS:
            roles, units = policies.side_places(row=row, verb=side, role=role)
            yield identity.ActAsked(key=side.value, roles=frozenset(roles), units=tuple(dict.fromkeys(units)))


