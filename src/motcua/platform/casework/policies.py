"""Who may see and do what with dossiers. One visibility filter serves every list, page, search and download."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from motcua.foundation.identity.contracts import ActFor
from motcua.kernel import powers
from motcua.kernel.actors import Actor, ActorKind, PositionHeld, Role
from motcua.kernel.policy import Allowed, Decision, Denied
from motcua.platform.casework.contracts import FilingKind, Overseer, SideVerb, StepAction, Verb, overseers
from motcua.platform.casework.models import Dossier, Opinion
from motcua.platform.casework.rules.process import CITIZEN_VERBS

Places = tuple[list[Role], list[str]]
HANDLING = frozenset({Role.RECEPTION, Role.APPRAISER, Role.LEADER})
# What the owner does herself is recorded by reception when she comes to the counter, whatever step the dossier is in.
_AT_THE_COUNTER = frozenset({Verb.SUPPLY, Verb.WITHDRAW, Verb.EXTEND_SUPPLEMENT})
# Who files with a power of his own or of the owner may act for her; a postal agent and an officer of the desk only hand in.
_FOR_THE_OWNER = frozenset({FilingKind.CHILD, FilingKind.AUTHORISED, FilingKind.EMPLOYEE})
OWNER_SIDE = frozenset({SideVerb.APPEAL, SideVerb.RATE})
_LEADER_ONLY = frozenset({SideVerb.REVOKE_RESULT, SideVerb.CORRECT, SideVerb.REBASE})
LEADERS_OWN = _LEADER_ONLY | {Verb.SIGN_RESULT}


def visible_to(*, actor: Actor) -> QuerySet[Dossier]:
    """Every dossier that the actor may know of, and no other.

    A citizen: her own, those of the organisation she acts for, and those she filed for another. An officer who handles dossiers: those
    that his units hold, run, took in or are competent for, and those whose opinion his units were asked; by delegation only within its
    scope; and those of procedures that he is named to look after (``overseers``). The operator: all, without personal data (see
    ``sees_personal``). A machine: what it handed in itself and the dossiers of its units, without personal data. Administrators and
    visitors: none.
    """
    if actor.kind is ActorKind.SYSTEM:
        return Dossier.objects.all()
    if actor.kind is ActorKind.CITIZEN and actor.subject_id is not None:
        own = Q(person_id=actor.subject_id, organisation_id=None) | Q(submitter_id=actor.subject_id)
        if actor.organisation_id is not None:
            own |= _of_organisation(actor)
        return Dossier.objects.filter(own)
    if actor.kind is ActorKind.OFFICER:
        if Role.OPERATOR in actor.roles:
            return Dossier.objects.all()
        return Dossier.objects.filter(_of_units(actor) | _overseen(actor))
    if actor.kind is ActorKind.MACHINE and actor.subject_id is not None:
        return Dossier.objects.filter(Q(origin=machine_origin(actor=actor)) | Q(unit_code__in=sorted(actor.units)))
    return Dossier.objects.none()


def _of_organisation(actor: Actor) -> Q:
    """The dossiers of the organisation the citizen acts for, as far as its representative let her see them."""
    found, scope = Q(organisation_id=actor.organisation_id), actor.organisation_scope
    if scope is None:
        return found
    if scope.procedures or scope.fields:
        found &= Q(procedure_code__in=sorted(scope.procedures)) | Q(field__in=sorted(scope.fields))
    return found if scope.allows(verb=ActFor.SEE_ALL) else found & Q(person_id=actor.subject_id)


def machine_origin(*, actor: Actor) -> str:
    """The origin of dossiers that a machine handed in itself: they are its own to follow."""
    return f"api:{actor.subject_id.hex[-12:]}" if actor.subject_id is not None else ""


def in_hand(*, actor: Actor) -> QuerySet[Dossier]:
    """The dossiers that the actor's units hold now, for lists of work: one indexed column, within the scope of each power."""
    if actor.kind is not ActorKind.OFFICER:
        return visible_to(actor=actor)
    if Role.OPERATOR in actor.roles:
        return Dossier.objects.all()
    found = Q(pk__in=())
    for units, matters in _powers(actor):
        found |= Q(handler_code__in=units) & matters
    return Dossier.objects.filter(found)


def _of_units(actor: Actor) -> Q:
    found = Q(pk__in=())
    for units, matters in _powers(actor):
        asked = Opinion.objects.filter(dossier_id=OuterRef("pk"), unit_code__in=units, recalled_at=None)
        concerned = (
            Q(handler_code__in=units) | Q(unit_code__in=units) | (Q(intake_code__in=units) & ~Q(intake_code=F("unit_code")))
            | (Q(authority_code__in=units) & ~Q(authority_code=F("unit_code"))) | Q(Exists(asked))
        )
        found |= concerned & matters
    return found


def _overseen(actor: Actor) -> Q:
    """Dossiers of procedures that the officer is named to look after; whether he is, is asked within the same statement."""
    found = Q(pk__in=())
    for one in overseers:
        named = one.named(actor=actor)
        if named is not None:
            found |= Q(procedure_code__in=sorted(one.procedures())) & Q(Exists(named))
    return found


def overseer(*, actor: Actor, procedure_code: str) -> Overseer | None:
    """As what the officer looks after dossiers of the procedure now, wherever they are; None when he is not named to."""
    for one in overseers:
        if actor.kind is ActorKind.OFFICER and procedure_code in one.procedures() and _is_named(actor, one):
            return one
    return None


def _is_named(actor: Actor, one: Overseer) -> bool:
    named = one.named(actor=actor)
    return named is not None and named.exists()


def _powers(actor: Actor) -> list[tuple[list[str], Q]]:
    """The units of the actor's handling positions with the matters that each power covers: own ones together, then each scoped one."""
    held = [p for p in actor.positions if p.role in HANDLING]
    whole = sorted({p.unit_code for p in held if not _narrowed(p)})
    found = [(whole, Q())] if whole else []
    for position in held:
        scope = position.scope
        if scope is not None and _narrowed(position):
            found.append(([position.unit_code], Q(procedure_code__in=sorted(scope.procedures)) | Q(field__in=sorted(scope.fields))))
    return found


def _narrowed(position: PositionHeld) -> bool:
    return position.scope is not None and bool(position.scope.procedures or position.scope.fields)


def matters(*, actor: Actor, unit_code: str) -> Q | None:
    """The dossiers of a unit that the actor's powers there cover, for books of a whole unit; None without any power in it."""
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    found = [covered for units, covered in _powers(actor) if unit_code in units]
    return reduce(or_, found) if found and all(found) else Q() if found else None


def handled_units(*, actor: Actor) -> list[str]:
    """Codes of the units whose dossiers the actor handles now."""
    return sorted({p.unit_code for p in actor.positions if p.role in HANDLING})


def may_know(*, actor: Actor, row: Dossier) -> bool:
    """Whether the row is among ``visible_to``: the same rule for a row that is in hand already."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.CITIZEN:
        return owns(actor=actor, row=row) or filed(actor=actor, row=row)
    if actor.kind is ActorKind.MACHINE and actor.subject_id is not None:
        return row.origin == machine_origin(actor=actor) or row.unit_code in actor.units
    return actor.kind is ActorKind.OFFICER and (Role.OPERATOR in actor.roles or row.pk in _read_among(actor, [row]))


def concerned(*, actor: Actor, row: Dossier) -> bool:
    """Whether a unit of the officer holds, runs, took in or decides the dossier, or was asked for its opinion."""
    return row.pk in _concerned_among(actor, [row])


def _concerned_among(actor: Actor, rows: Collection[Dossier]) -> set[int]:
    """The keys of those that ``concerned`` holds for; one statement at most, for the opinions."""
    units = {row.pk: _units_for(actor, row) for row in rows}
    found = {row.pk for row in rows if units[row.pk] & {row.handler_code, row.unit_code, row.intake_code, row.authority_code}}
    asking = {pk: held for pk, held in units.items() if held and pk not in found}
    if asking:
        asked = Opinion.objects.filter(dossier_id__in=asking, unit_code__in=set().union(*asking.values()), recalled_at=None)
        found |= {pk for pk, unit in asked.values_list("dossier_id", "unit_code") if unit in asking[pk]}
    return found


def _units_for(actor: Actor, row: Dossier) -> set[str]:
    """The units in which the officer holds a handling post for a matter like this."""
    held = (p for p in actor.positions if p.role in HANDLING and p.allows(procedure=row.procedure_code, field=row.field))
    return {p.unit_code for p in held}


def on_behalf(*, actor: Actor, row: Dossier, signing: bool = False) -> PositionHeld | None:
    """The delegated position by which the officer has the dossier in hand (``signing``: signs it now); None when it is his own work."""
    if signing:
        signs = power(actor=actor, row=row, verb=Verb.SIGN_RESULT, roles=[Role.LEADER], units=[row.handler_code or row.unit_code])
        return signs if signs is not None and signs.is_delegated else None
    held = [p for p in actor.positions if p.role in HANDLING and p.unit_code == (row.handler_code or row.unit_code)]
    fitting = [p for p in held if p.allows(procedure=row.procedure_code, field=row.field)]
    return fitting[0] if fitting and all(p.is_delegated for p in fitting) else None


def filed(*, actor: Actor, row: Dossier) -> bool:
    """Whether the citizen handed the dossier in for another."""
    return actor.kind is ActorKind.CITIZEN and actor.subject_id is not None and row.submitter_id == actor.subject_id


def owns(*, actor: Actor, row: Dossier) -> bool:
    """Whether the dossier is the citizen's own, of the organisation she acts for, or filed by her with the power to act in it."""
    if actor.kind is not ActorKind.CITIZEN or actor.subject_id is None:
        return False
    if filed(actor=actor, row=row) and row.filing in _FOR_THE_OWNER:
        return True
    if row.organisation_id is not None:
        verb = "" if row.person_id == actor.subject_id else ActFor.SEE_ALL
        return actor.acts_for(row.organisation_id, procedure=row.procedure_code, field=row.field, verb=verb)
    return row.person_id == actor.subject_id


def can_file_for_organisation(*, actor: Actor, procedure: str, field: str) -> Decision:
    """Whether the citizen may hand in and follow up a dossier for the organisation she acts for; for herself she always may."""
    if actor.organisation_id is None or actor.acts_for(actor.organisation_id, procedure=procedure, field=field, verb=ActFor.FILE):
        return Allowed(ground="owner")
    return Denied(
        "tổ chức chưa uỷ quyền cho bạn nộp hồ sơ thủ tục này. Nhờ người đại diện giao thêm, hoặc trở lại cá nhân.",
        "the organisation did not authorise you to file this procedure. Ask its representative, or act for yourself again.",
    )


def sees_personal(*, actor: Actor, row: Dossier) -> bool:
    """Whether names, answers and papers may be shown: to both persons on record, the officers concerned or named, the system."""
    return row.pk in open_among(actor=actor, rows=[row])


def open_among(*, actor: Actor, rows: Collection[Dossier]) -> set[int]:
    """The keys of those that ``sees_personal`` holds for; of a list as many statements as of one row."""
    if actor.kind is ActorKind.OFFICER:
        return _read_among(actor, rows)
    return {row.pk for row in rows if actor.kind is ActorKind.SYSTEM or owns(actor=actor, row=row) or filed(actor=actor, row=row)}


def _read_among(actor: Actor, rows: Collection[Dossier]) -> set[int]:
    """Those that concern the officer, or whose procedures he is named to look after; each overseer is asked once."""
    found = _concerned_among(actor, rows)
    for one in overseers:
        procedures = one.procedures()
        others = {row.pk for row in rows if row.procedure_code in procedures and row.pk not in found}
        if others and _is_named(actor, one):
            found |= others
    return found


def handles(*, actor: Actor, row: Dossier) -> bool:
    """Whether the officer holds, now, a handling post in the unit that has the dossier, for a matter like this."""
    held = (p for p in actor.positions if p.role in HANDLING and p.unit_code == (row.handler_code or row.unit_code))
    return actor.kind is ActorKind.OFFICER and any(p.allows(procedure=row.procedure_code, field=row.field) for p in held)


def power(*, actor: Actor, row: Dossier, verb: Verb | SideVerb, roles: Iterable[Role], units: Iterable[str]) -> PositionHeld | None:
    """The position in which the officer may do this, of the powers he holds now (``kernel.powers``)."""
    return powers.best(actor.positions, roles=roles, units=units, procedure=row.procedure_code, field=row.field, act=verb)


def step_power(*, actor: Actor, row: Dossier, verb: Verb, role: Role) -> PositionHeld | None:
    """The position for a way out of a step: the step's role in the unit that holds the dossier; the desk for the owner's wishes."""
    found = (power(actor=actor, row=row, verb=verb, roles=r, units=u) for r, u in step_places(row=row, verb=verb, role=role))
    return next((held for held in found if held is not None), None)


def step_places(*, row: Dossier, verb: Verb, role: Role) -> list[Places]:
    """In which roles and units a way out of a step is taken, the first that answers first."""
    holder = row.handler_code or row.unit_code
    places: list[Places] = [] if verb in _OWNER_VOICES else [([role], [holder])]
    if verb in _AT_THE_COUNTER:
        places.append(([Role.RECEPTION], [holder, row.intake_code, row.unit_code]))
    return places


_OWNER_VOICES = frozenset({Verb.SUPPLY, Verb.WITHDRAW})


def can_act(*, actor: Actor, row: Dossier, way: StepAction, role: Role) -> Decision:
    """Whether the actor may take this way out of a step that ``role`` holds."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    if owns(actor=actor, row=row):
        if way.verb not in CITIZEN_VERBS:
            return Denied("việc này do cán bộ thụ lý thực hiện.", "this is done by the officer in charge.")
        if row.organisation_id is not None and actor.organisation_id == row.organisation_id:
            return can_file_for_organisation(actor=actor, procedure=row.procedure_code, field=row.field)
        return Allowed(ground="owner")
    if step_power(actor=actor, row=row, verb=way.verb, role=role) is not None:
        return Allowed(ground=f"role:{role}")
    return _refusal(actor=actor, row=row, role=role)


def side_power(*, actor: Actor, row: Dossier, verb: SideVerb, role: Role) -> PositionHeld | None:
    """The position for work beside the steps: who holds the step, or a leader of the unit; revoking and correcting only a leader."""
    roles, units = side_places(row=row, verb=verb, role=role)
    return power(actor=actor, row=row, verb=verb, roles=roles, units=units)


def side_places(*, row: Dossier, verb: SideVerb, role: Role) -> Places:
    """In which roles and units work beside the steps is done."""
    units = [row.handler_code or row.unit_code, *([row.unit_code, row.authority_code] if verb in _LEADER_ONLY else [])]
    return [Role.LEADER] if verb in _LEADER_ONLY else [role, Role.LEADER], units


def can_side(*, actor: Actor, row: Dossier, verb: SideVerb, role: Role) -> Decision:
    """Whether the actor may do this beside the steps. Appeals and ratings are the owner's; the system brings ratings given elsewhere."""
    if verb in OWNER_SIDE:
        if owns(actor=actor, row=row) or (actor.kind is ActorKind.SYSTEM and verb is SideVerb.RATE):
            return Allowed(ground="owner")
        return Denied("việc này do người nộp hồ sơ thực hiện.", "this is done by the owner of the dossier.")
    if actor.kind is ActorKind.SYSTEM or side_power(actor=actor, row=row, verb=verb, role=role) is not None:
        return Allowed(ground=f"role:{role}")
    return _refusal(actor=actor, row=row, role=Role.LEADER if verb in _LEADER_ONLY else role)


def _refusal(*, actor: Actor, row: Dossier, role: Role) -> Denied:
    if (row.handler_code or row.unit_code) not in handled_units(actor=actor):
        return Denied("hồ sơ không thuộc đơn vị của bạn.", "the dossier does not belong to your unit.")
    return Denied(f"bước này do {ROLE_WORDS[role][0]} thực hiện.", f"this step belongs to {ROLE_WORDS[role][1]}.")


def can_submit_at_counter(*, actor: Actor, unit_code: str) -> Decision:
    """Whether the officer may enter a dossier for a person at the counter of the unit."""
    if actor.has(role=Role.RECEPTION, unit_code=unit_code):
        return Allowed(ground="role:reception")
    return Denied("chỉ cán bộ tiếp nhận của đơn vị được nộp hộ tại quầy.", "only the unit's reception may enter dossiers at the counter.")


ROLE_WORDS: dict[Role, tuple[str, str]] = {
    Role.RECEPTION: ("cán bộ tiếp nhận", "reception"),
    Role.APPRAISER: ("cán bộ thẩm định", "the appraiser"),
    Role.LEADER: ("lãnh đạo ký duyệt", "the leader who signs"),
    Role.OPERATOR: ("trực điều hành", "the operator"),
    Role.ADMIN: ("quản trị", "the administrator"),
}
