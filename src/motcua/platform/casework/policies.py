"""Who may see and do what with dossiers. One visibility filter serves every list, page, search and download."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied
from motcua.platform.casework.contracts import StepAction, Verb
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.rules.process import CITIZEN_VERBS

HANDLING = frozenset({Role.RECEPTION, Role.APPRAISER, Role.LEADER})
# What the owner does herself is recorded by reception when she comes to the counter, whatever step the dossier is in.
_AT_THE_COUNTER = dict.fromkeys((Verb.SUPPLY, Verb.WITHDRAW, Verb.EXTEND_SUPPLEMENT), frozenset({Role.RECEPTION}))


def visible_to(*, actor: Actor) -> QuerySet[Dossier]:
    """Every dossier that the actor may know of, and no other.

    A citizen: her own, and those of the organisation she acts for. An officer who handles dossiers: those of his units. The operator:
    all, without personal data (see ``sees_personal``). Administrators, machines and visitors: none.
    """
    if actor.kind is ActorKind.SYSTEM:
        return Dossier.objects.all()
    if actor.kind is ActorKind.CITIZEN and actor.subject_id is not None:
        own = Q(person_id=actor.subject_id, organisation_id=None)
        if actor.organisation_id is not None:
            own |= Q(organisation_id=actor.organisation_id)
        return Dossier.objects.filter(own)
    if actor.kind is ActorKind.OFFICER:
        if Role.OPERATOR in actor.roles:
            return Dossier.objects.all()
        return Dossier.objects.filter(unit_code__in=handled_units(actor=actor))
    return Dossier.objects.none()


def handled_units(*, actor: Actor) -> list[str]:
    """Codes of the units whose dossiers the actor handles now."""
    return sorted({p.unit_code for p in actor.positions if p.role in HANDLING})


def owns(*, actor: Actor, row: Dossier) -> bool:
    """Whether the dossier is the citizen's own or of the organisation she acts for."""
    if actor.kind is not ActorKind.CITIZEN or actor.subject_id is None:
        return False
    if row.organisation_id is not None:
        return row.organisation_id == actor.organisation_id
    return row.person_id == actor.subject_id


def sees_personal(*, actor: Actor, row: Dossier) -> bool:
    """Whether names, answers and papers may be shown: to the owner, to the officers who handle it, to the system."""
    return actor.kind is ActorKind.SYSTEM or owns(actor=actor, row=row) or row.unit_code in handled_units(actor=actor)


def can_act(*, actor: Actor, row: Dossier, way: StepAction, role: Role) -> Decision:
    """Whether the actor may take this way out of a step that ``role`` holds."""
    if actor.kind is ActorKind.SYSTEM:
        return Allowed(ground="system")
    if owns(actor=actor, row=row):
        mine = way.verb in CITIZEN_VERBS
        return Allowed(ground="owner") if mine else Denied("việc này do cán bộ thụ lý thực hiện.", "this is done by the officer in charge.")
    if row.unit_code not in handled_units(actor=actor):
        return Denied("hồ sơ không thuộc đơn vị của bạn.", "the dossier does not belong to your unit.")
    wanted = _AT_THE_COUNTER.get(way.verb, frozenset({role})) | ({role} if way.verb is Verb.EXTEND_SUPPLEMENT else set())
    if any(actor.has(role=r, unit_code=row.unit_code) for r in wanted):
        return Allowed(ground=f"role:{role}")
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
