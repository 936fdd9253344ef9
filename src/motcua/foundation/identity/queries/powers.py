"""May this officer do this? Everything an officer has, had or will have, in one statement; the decision itself is ``kernel.powers``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from motcua.foundation.identity import contracts, models, rules
from motcua.foundation.units import api as units
from motcua.kernel import powers as core
from motcua.kernel.actors import Actor, ActorKind, PositionHeld, Role, Scope
from motcua.kernel.clock import local_date
from motcua.kernel.policy import Allowed, Decision, Denied

# A post whose unit is over while another unit that does not continue it bears its code ends with its unit, before anybody moved it: it
# must not count in the other one.
_UNIT_ENDS = f"LEFT JOIN {units.end_of_code(unit_id='p.unit_id')} over_at ON true"
# Own posts first, then what was received, each with its giver's post. ``since`` leaves out what is over: the decision refuses it anyway.
_HOLDER = f"""
SELECT p.id, p.unit_code, p.unit_id, p.role, p.title, p.valid_from, LEAST(p.valid_to, over_at.at), p.basis_number, p.manner,
       NULL::uuid AS giver, '' AS giver_name,
       '' AS basis, '' AS kind, NULL::jsonb AS procedures, NULL::jsonb AS fields, NULL::jsonb AS verbs, false AS may_sign,
       NULL::uuid AS delegation, NULL::timestamptz AS lent_from, NULL::timestamptz AS lent_to, false AS needs_second,
       NULL::timestamptz AS confirmed_at, NULL::timestamptz AS ended_at, 0 AS lent
  FROM identity_position p {_UNIT_ENDS}
 WHERE p.officer_id = %(officer)s AND (%(since)s::timestamptz IS NULL OR p.valid_to IS NULL OR p.valid_to > %(since)s)
UNION ALL
SELECT p.id, p.unit_code, p.unit_id, p.role, p.title, p.valid_from, LEAST(p.valid_to, over_at.at), p.basis_number, p.manner,
       g.uuid, g.full_name,
       d.basis_number, d.kind, d.procedures, d.fields, d.verbs, d.may_sign,
       d.uuid, d.valid_from, d.valid_to, d.needs_second, d.confirmed_at, d.ended_at, 1
  FROM identity_delegation d
  JOIN identity_position p ON p.id = d.position_id
  JOIN identity_officer g ON g.id = d.from_officer_id {_UNIT_ENDS}
 WHERE d.to_officer_id = %(officer)s
   AND (%(since)s::timestamptz IS NULL
        OR ((d.valid_to IS NULL OR d.valid_to > %(since)s) AND (d.ended_at IS NULL OR d.ended_at > %(since)s)
            AND (p.valid_to IS NULL OR p.valid_to > %(since)s)))
 ORDER BY lent, id, delegation
"""  # noqa: S608 - both parts are constants of this module
_NOT_AN_OFFICER = Denied("việc này dành cho cán bộ.", "this is for officers.")


def decide(
    *, actor: Actor, act: str, unit_code: str, at: datetime, roles: Collection[Role], procedure: str = "", field: str = ""
) -> Decision:
    """May the officer do ``act`` in the unit at ``at``: Allowed with the post or document, or Denied with the reason.

    Whoever has one of ``roles`` there may; the leader of a unit above too when the act reaches below (``Act.below``). The system may.
    """
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    if actor.kind is not ActorKind.OFFICER or actor.subject_id is None:
        return _NOT_AN_OFFICER
    row = models.Officer.objects.select_related("account").filter(uuid=actor.subject_id).first()
    if row is None:
        return _NOT_AN_OFFICER
    question = _question(act=act, units=(unit_code,), at=at, roles=roles, procedure=procedure, field=field)
    return core.decide(holder=holder(row), question=question, tree=_tree(question))


def explain(
    *, officer_id: UUID, act: str, unit_codes: Collection[str], at: datetime, roles: Collection[Role], procedure: str = "", field: str = "",
    matter: str = "",
) -> contracts.Explanation:  # fmt: skip
    """The same answer with every post and delegation looked at, and why each gives the power or does not. ``OfficerUnknown``."""
    row = models.Officer.objects.select_related("account").filter(uuid=officer_id).first()
    if row is None:
        raise contracts.OfficerUnknown
    question = _question(act=act, units=tuple(dict.fromkeys(unit_codes)), at=at, roles=roles, procedure=procedure, field=field)
    trace = core.explain(holder=holder(row), question=question, tree=_tree(question))
    name = contracts.OfficerName(uuid=row.uuid, code=row.code, full_name=row.full_name)
    return contracts.Explanation(officer=name, trace=trace, act=act, matter=matter)


def powers(*, officer_pk: int, now: datetime) -> tuple[PositionHeld, ...]:
    """Own positions, then delegated ones, in force at ``now``. Whoever holds no post of his own has no power at all."""
    return core.held_at(holder=_holder(officer_pk, since=now, active=True), at=now)


def holder(row: models.Officer) -> core.Holder:
    """All that the officer has, had or will have."""
    return _holder(row.pk, since=None, active=row.account.is_active)


def _holder(officer_pk: int, *, since: datetime | None, active: bool) -> core.Holder:
    with connection.cursor() as cursor:
        cursor.execute(_HOLDER, {"officer": officer_pk, "since": since})
        found = [_power(row) for row in cursor.fetchall()]
    own = tuple(p for p in found if isinstance(p, core.Tenure))
    return core.Holder(tenures=own, lent=tuple(p for p in found if isinstance(p, core.Lent)), active=active)


def _power(row: tuple[Any, ...]) -> core.Power:
    position, unit_code, unit_id, role, title, begins, ends, appointed_by, manner, giver, giver_name, *given, _lent = row
    form = rules.manner_form(contracts.Manner(manner))
    post = core.Tenure(position, unit_code, unit_id, Role(role), title, begins, ends, appointed_by, form)
    basis, kind, procedures, fields, verbs, may_sign, delegation, lent_from, lent_to, needs_second, confirmed_at, ended_at = given
    if delegation is None:
        return post
    matters, areas, acts = (frozenset(json.loads(value)) for value in (procedures, fields, verbs))
    return core.Lent(
        delegation_id=delegation, post=post, giver_ref=f"officer:{giver}", giver_name=giver_name, basis=basis,
        form=rules.form_of(contracts.DelegationKind(kind)), scope=Scope(matters, areas, acts, may_sign=may_sign), valid_from=lent_from,
        valid_to=lent_to, needs_second=needs_second, confirmed_at=confirmed_at, ended_at=ended_at,
    )  # fmt: skip


def _question(
    *, act: str, units: tuple[str, ...], at: datetime, roles: Collection[Role], procedure: str, field: str
) -> core.Question:
    known = contracts.acts.get(act)
    return core.Question(
        act=act, units=units, roles=frozenset(roles), at=at, procedure=procedure, field=field, below=known is not None and known.below
    )


def _tree(question: core.Question) -> Mapping[str, str]:
    """The units of that day, read only for an act that reaches below."""
    return units.parents(on=local_date(question.at)) if question.below else core.NO_TREE
