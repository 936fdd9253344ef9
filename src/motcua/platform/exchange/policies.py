"""Who may look at the exchange, who may change it, and who decides what is shared."""

from __future__ import annotations

from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.policy import Allowed, Decision, Denied

READ, MANAGE, FETCH = "exchange:read", "exchange:manage", "exchange:config"
ASKERS = (Role.LEADER, Role.APPRAISER, Role.ADMIN)


def can_view(actor: Actor) -> Decision:
    """Operators and administrators see calls; the log names dossiers and agencies. So do machines with the scope."""
    if actor.kind == ActorKind.SYSTEM or actor.roles & {Role.OPERATOR, Role.ADMIN} or _machine(actor, READ, MANAGE):
        return Allowed()
    return Denied("chỉ người trực và quản trị xem được trục liên thông.", "only operators and administrators see the exchange.")


def can_manage(actor: Actor) -> Decision:
    """Administrators register systems and grant rights (NĐ 278/2025/NĐ-CP: sharing is decided, not taken)."""
    if actor.kind == ActorKind.SYSTEM or actor.has(role=Role.ADMIN) or _machine(actor, MANAGE):
        return Allowed()
    return Denied("chỉ quản trị đăng ký hệ thống và cấp quyền.", "only administrators register systems and grant rights.")


def can_run_service(actor: Actor, *, unit_code: str) -> Decision:
    """Whoever manages, and the leader of the unit that owns the service: switch it, describe it, take rights on it back."""
    if can_manage(actor) or _in_unit(actor, unit_code, Role.LEADER):
        return Allowed()
    return Denied(
        "chỉ quản trị hoặc lãnh đạo đơn vị chủ dịch vụ làm được việc này.", "only administrators or the owning unit's leader may do this."
    )


def can_ask(actor: Actor, *, client_unit: str) -> Decision:
    """An officer of the unit whose system wants the data; for agencies outside the city an administrator hands their letter in."""
    if any(_in_unit(actor, client_unit, role) for role in ASKERS) or (not client_unit and _officer(actor) and actor.has(role=Role.ADMIN)):
        return Allowed()
    return Denied("chỉ cán bộ của đơn vị chủ hệ thống đề nghị được.", "only officers of the unit that runs the system may ask.")


def can_own(actor: Actor, *, provider_unit: str) -> Decision:
    """The data owner: the leader of the provider's unit; for agencies outside the city an administrator, by their written answer."""
    if _in_unit(actor, provider_unit, Role.LEADER) or (not provider_unit and _officer(actor) and actor.has(role=Role.ADMIN)):
        return Allowed()
    return Denied("chỉ lãnh đạo cơ quan chủ dữ liệu quyết định.", "only the leader of the agency that owns the data decides.")


def can_govern(actor: Actor) -> Decision:
    """Data governance: administrators, in person (never a machine)."""
    if _officer(actor) and actor.has(role=Role.ADMIN):
        return Allowed()
    return Denied("chỉ người quản trị dữ liệu quyết định.", "only the data-governance officer decides.")


def can_fetch(actor: Actor) -> Decision:
    """A gateway by its own token: the configuration holds providers' credentials."""
    if _machine(actor, FETCH):
        return Allowed()
    return Denied("chỉ cổng liên thông lấy được cấu hình.", "only gateways fetch the configuration.")


def can_see_request(actor: Actor, *, client_unit: str, provider_unit: str) -> Decision:
    """Whoever sees the exchange, and officers of the two units concerned."""
    units = {unit for unit in (client_unit, provider_unit) if unit}
    if can_view(actor) or (_officer(actor) and any(p.unit_code in units for p in actor.positions)):
        return Allowed()
    return Denied("yêu cầu của đơn vị khác.", "it is other units' request.")


def _officer(actor: Actor) -> bool:
    return actor.kind is ActorKind.OFFICER


def _machine(actor: Actor, *scopes: str) -> bool:
    return actor.kind is ActorKind.MACHINE and bool(actor.scopes & set(scopes))


def _in_unit(actor: Actor, unit_code: str, role: Role) -> bool:
    return bool(unit_code) and _officer(actor) and actor.acting_position(role=role, unit_code=unit_code) is not None
