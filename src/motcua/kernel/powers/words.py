"""Why a power does not give an act, as people read it: Vietnamese, then English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kernel.powers.values import Lent, Power, Question, Tenure, Why, post_of

ROLES: dict[Role, tuple[str, str]] = {
    Role.RECEPTION: ("tiếp nhận", "reception"),
    Role.APPRAISER: ("thẩm định", "appraiser"),
    Role.LEADER: ("lãnh đạo ký duyệt", "leader"),
    Role.OPERATOR: ("trực điều hành", "operator"),
    Role.ADMIN: ("quản trị", "administrator"),
}


def reason(why: Why, power: Power, question: Question) -> tuple[str, str]:
    """One obstacle as a sentence about the power that meets it."""
    vi, en = _SENTENCES[why]
    facts = _FACTS.get(why, _no_facts)(power, question)
    named = name(power)
    return vi.format(power=named[0], **facts[0]), en.format(power=named[1], **facts[1])


def name(power: Power) -> tuple[str, str]:
    """The power as people name it: the post, or the delegation with its document."""
    post = post_of(power)
    vi, en = (f"{post.title or ROLES[post.role][n]} ({post.unit_code})" for n in (0, 1))
    if isinstance(power, Lent):
        return f"uỷ quyền {power.basis} của {power.giver_name}, {vi}", f"delegation {power.basis} by {power.giver_name}, {en}"
    return f"chức vụ {vi}", f"post {en}"


_SENTENCES: dict[Why, tuple[str, str]] = {
    Why.CLOSED: ("tài khoản đã bị khoá.", "the account is closed."),
    Why.NOT_BEGUN: ("{power} đến {begins} mới có hiệu lực.", "{power} begins only at {begins}."),
    Why.ENDED: ("{power} đã hết từ {ends}.", "{power} ended at {ends}."),
    Why.REVOKED: ("{power} đã chấm dứt trước hạn lúc {stopped}.", "{power} was ended early at {stopped}."),
    Why.WAITS: ("{power} còn chờ người thứ hai xác nhận.", "{power} waits for a second person to confirm it."),
    Why.GIVER_NOT_YET: (
        "{power}: người giao đến {post_begins} mới giữ chức vụ.", "{power}: the giver holds the post only from {post_begins}."
    ),
    Why.GIVER_LEFT: ("{power}: người giao đã thôi chức vụ từ {post_ends}.", "{power}: the giver left the post at {post_ends}."),
    Why.NO_POST: ("{power}: người nhận không giữ chức vụ nào của mình.", "{power}: the receiver holds no post of his own."),
    Why.WRONG_ROLE: ("{power} là vai trò {role}; việc này cần {wanted}.", "{power} is the role {role}; this needs {wanted}."),
    Why.WRONG_UNIT: ("{power} ở đơn vị khác; việc này thuộc đơn vị {units}.", "{power} is in another unit; this belongs to {units}."),
    Why.MATTER_OUTSIDE: ("{power} không gồm thủ tục hoặc lĩnh vực này.", "{power} does not cover this procedure or field."),
    Why.ACT_OUTSIDE: ("{power} không gồm việc này.", "{power} does not cover this act."),
    Why.MAY_NOT_SIGN: ("{power} không cho ký thay.", "{power} does not allow signing."),
}


Facts = tuple[dict[str, str], dict[str, str]]


def _no_facts(power: Power, question: Question) -> Facts:
    return {}, {}


def _times(power: Power, question: Question) -> Facts:
    post = post_of(power)
    told = {
        "begins": _moment(power.valid_from), "ends": _moment(power.valid_to), "post_begins": _moment(post.valid_from),
        "post_ends": _moment(post.valid_to), "stopped": "" if isinstance(power, Tenure) else _moment(power.ended_at),
    }
    return told, told


def _units(power: Power, question: Question) -> Facts:
    told = {"units": ", ".join(question.units)}
    return told, told


def _roles(power: Power, question: Question) -> Facts:
    role = ROLES[post_of(power).role]
    return {"role": role[0], "wanted": _either(question.roles, 0)}, {"role": role[1], "wanted": _either(question.roles, 1)}


_FACTS: dict[Why, Callable[[Power, Question], Facts]] = {
    **dict.fromkeys((Why.NOT_BEGUN, Why.ENDED, Why.REVOKED, Why.GIVER_NOT_YET, Why.GIVER_LEFT), _times),
    Why.WRONG_UNIT: _units,
    Why.WRONG_ROLE: _roles,
}


def _either(roles: frozenset[Role], language: int) -> str:
    return (" hoặc ", " or ")[language].join(ROLES[r][language] for r in Role if r in roles)


def _moment(at: datetime | None) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}" if at is not None else ""
