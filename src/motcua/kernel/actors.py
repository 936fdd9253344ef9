"""Who acts: an anonymous visitor, a citizen, an officer in a position, a machine or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """The audiences of HOUSE §6, and the system."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    OFFICER = "officer"
    MACHINE = "machine"
    SYSTEM = "system"


class Role(StrEnum):
    """Roles bound to positions; a position gives its holder one or more in a unit."""

    RECEPTION = "reception"  # tiếp nhận
    APPRAISER = "appraiser"  # thẩm định
    LEADER = "leader"  # lãnh đạo ký
    OPERATOR = "operator"  # trực trung tâm điều hành
    ADMIN = "admin"  # quản trị


def signs(verb: str) -> bool:
    """Whether an act signs: its name begins with ``sign``."""
    return verb.partition("_")[0] == "sign"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a delegated power covers.

    ``procedures`` and ``fields`` together name the matters (one of either list is enough), ``verbs`` the acts; an empty set does not
    narrow. A signature needs ``may_sign``: signing for somebody is given expressly (NĐ 30/2020/NĐ-CP Điều 13).
    """

    procedures: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    may_sign: bool = False

    def allows(self, *, procedure: str = "", field: str = "", verb: str = "") -> bool:
        """Whether the act on this matter is covered; what is left empty is not asked. A verb that begins with ``sign`` signs."""
        return (not verb or self.covers_act(verb)) and self.covers_matter(procedure=procedure, field=field)

    def covers_act(self, verb: str) -> bool:
        """Whether the act is covered."""
        return (self.may_sign or not signs(verb)) and (not self.verbs or verb in self.verbs)

    def covers_matter(self, *, procedure: str = "", field: str = "") -> bool:
        """Whether the procedure or its field is covered; a question that names neither is not narrowed."""
        if not (procedure or field) or not (self.procedures or self.fields):
            return True
        return procedure in self.procedures or field in self.fields

    def overlaps(self, other: Scope) -> bool:
        """Whether some act is covered by both; a list of procedures and a list of fields are taken to meet."""
        matters = self._all_matters or other._all_matters or bool(self.procedures & other.procedures or self.fields & other.fields)
        crossing = bool(self.procedures and other.fields) or bool(self.fields and other.procedures)
        acts = not self.verbs or not other.verbs or bool(self.verbs & other.verbs)
        return (matters or crossing) and acts

    def lists(self) -> dict[str, list[str]]:
        """Its sets in order, as rows and keys of commands keep them."""
        return {"procedures": sorted(self.procedures), "fields": sorted(self.fields), "verbs": sorted(self.verbs)}

    @property
    def _all_matters(self) -> bool:
        return not self.procedures and not self.fields


@dataclass(frozen=True, slots=True)
class PositionHeld:
    """One position whose powers an officer has at this instant: his own, or another's by delegation.

    For a delegated one, ``position_id``, unit, role and title are those of the officer in whose place he acts (``on_behalf_of``, a
    ref as ``Actor.ref``); ``basis`` is the number of the document, ``form`` how a signature is introduced (KT., TL., TUQ., TM.).
    """

    position_id: int
    unit_code: str
    unit_id: int
    role: Role
    title: str = ""
    on_behalf_of: str = ""
    basis: str = ""
    form: str = ""
    scope: Scope | None = None
    delegation_id: UUID | None = None

    @property
    def is_delegated(self) -> bool:
        """Whether the power is another's, held by delegation."""
        return self.delegation_id is not None

    def allows(self, *, procedure: str = "", field: str = "", verb: str = "") -> bool:
        """Whether the power covers the act: always for an own position, by its scope for a delegated one."""
        return self.scope is None or self.scope.allows(procedure=procedure, field=field, verb=verb)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, on whose behalf and with which powers at this instant.

    ``subject_id`` is the uuid of the person, officer or client; ``level`` the e-identity assurance level 0, 1 or 2 (NĐ 69/2024).
    ``organisation_id`` is the organisation a citizen acts for; ``organisation_scope`` bounds it for a person whom its representative
    authorised (verbs ``file``, ``see_all``, ``pay``, ``papers``), None for the representative. A machine carries the ``scopes`` of its
    token and the codes of the ``units`` whose matters it may read (empty: only its own).
    """

    kind: ActorKind
    subject_id: UUID | None = None
    name: str = ""
    level: int = 0
    positions: tuple[PositionHeld, ...] = field(default_factory=tuple)
    organisation_id: UUID | None = None
    organisation_scope: Scope | None = None
    scopes: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    @property
    def ref(self) -> str:
        """Stable reference for logs: ``officer:0190…``."""
        return f"{self.kind}:{self.subject_id}" if self.subject_id else str(self.kind)

    def acts_for(self, organisation_id: UUID | None, *, procedure: str = "", field: str = "", verb: str = "") -> bool:
        """Whether the actor acts for that organisation now, and may do this for it; never for no organisation."""
        if organisation_id is None or self.organisation_id != organisation_id:
            return False
        return self.organisation_scope is None or self.organisation_scope.allows(procedure=procedure, field=field, verb=verb)

    @property
    def roles(self) -> frozenset[Role]:
        """All roles held now, in any unit."""
        return frozenset(p.role for p in self.positions)

    def has(self, *, role: Role, unit_code: str | None = None) -> bool:
        """Whether the actor holds ``role`` now, in ``unit_code`` when given; a delegated position counts, whatever its scope."""
        return any(p.role == role and (unit_code is None or p.unit_code == unit_code) for p in self.positions)

    @property
    def own_positions(self) -> tuple[PositionHeld, ...]:
        """The positions held in the actor's own name, without delegated ones."""
        return tuple(p for p in self.positions if not p.is_delegated)

    def acting_position(
        self, *, role: Role, unit_code: str | None = None, procedure: str = "", field: str = "", verb: str = ""
    ) -> PositionHeld | None:
        """The position in which the actor may do this: an own one before a delegated one, whose scope must cover it; None when none."""
        held = [p for p in self.positions if p.role == role and (unit_code is None or p.unit_code == unit_code)]
        fitting = [p for p in held if p.allows(procedure=procedure, field=field, verb=verb)]
        return min(fitting, key=lambda p: p.is_delegated, default=None)


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Hệ thống")
