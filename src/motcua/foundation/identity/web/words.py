"""Words of the officers' pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from motcua.foundation.identity import api, queries
from motcua.foundation.units import api as units
from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kit import clock


def place(code: str, places: Mapping[str, str]) -> str:
    """A unit as people name it; a unit that is gone keeps its code."""
    return places.get(code, code)


def places(language: str) -> Mapping[str, str]:
    """The names of all units today."""
    return units.labels(on=clock.today(), language=language)


def post_name(title: str, role: Role, unit_code: str, places: Mapping[str, str]) -> str:
    """A post as one names it: its title, or its role, and where."""
    return f"{title or role_word(role)} · {place(unit_code, places)}"


def role_word(role: Role) -> str:
    """A role as people say it."""
    return {
        Role.RECEPTION: _("tiếp nhận"),
        Role.APPRAISER: _("thẩm định"),
        Role.LEADER: _("lãnh đạo ký duyệt"),
        Role.OPERATOR: _("trực điều hành"),
        Role.ADMIN: _("quản trị"),
    }[role]


def role_choices(first: str) -> list[tuple[str, str]]:
    """All roles to choose from; ``first`` is said when none is chosen."""
    return [("", first), *((role.value, role_word(role)) for role in Role)]


def kind_word(kind: api.DelegationKind) -> str:
    """A kind of delegation, with the letters before a signature."""
    return {
        api.DelegationKind.AUTHORISED: _("Uỷ quyền (ký TUQ.)"),
        api.DelegationKind.SIGNS_FOR: _("Ký thay (ký KT.)"),
        api.DelegationKind.BY_ORDER: _("Thừa lệnh (ký TL.)"),
        api.DelegationKind.SUBSTITUTE: _("Thay thế tạm thời (không ký)"),
    }[kind]


def manner_word(manner: api.Manner) -> str:
    """How a post is held."""
    return {
        api.Manner.REGULAR: _("Chính thức"),
        api.Manner.JOINT: _("Kiêm nhiệm"),
        api.Manner.ACTING: _("Quyền (ký Q.)"),
        api.Manner.IN_CHARGE: _("Phụ trách (ký KT.)"),
        api.Manner.SECONDED: _("Biệt phái"),
    }[manner]


def post_state_word(state: api.PostState) -> tuple[str, str]:
    """Where a post stands, and its shape."""
    return {
        api.PostState.PLANNED: (_("Chưa đến ngày"), "waiting"),
        api.PostState.HELD: (_("Đang giữ chức"), "moving"),
        api.PostState.ENDED: (_("Đã thôi"), "none"),
        api.PostState.CANCELLED: (_("Đã huỷ"), "stopped"),
    }[state]


def change_word(verb: str) -> str:
    """What is done to a post, as the form of changes names it."""
    return {
        "bo_nhiem": _("Bổ nhiệm theo văn bản"),
        "chuyen": _("Điều chuyển"),
        "sua": _("Sửa thông tin chức vụ"),
        "thoi": _("Cho thôi giữ chức vụ"),
        "huy": _("Huỷ bổ nhiệm chưa đến ngày"),
    }[verb]


def state_word(state: api.DelegationState) -> tuple[str, str]:
    """A state in words, and its shape."""
    return {
        api.DelegationState.WAITING: (_("Chờ người thứ hai xác nhận"), "waiting"),
        api.DelegationState.SCHEDULED: (_("Chưa đến ngày"), "none"),
        api.DelegationState.ACTIVE: (_("Đang có hiệu lực"), "moving"),
        api.DelegationState.ENDED: (_("Đã hết"), "stopped"),
    }[state]


def recognised_word(way: api.Recognised) -> str:
    """How an administrator recognised an officer."""
    return {
        api.Recognised.CARD: _("Xem thẻ căn cước"),
        api.Recognised.BADGE: _("Xem thẻ công chức"),
        api.Recognised.IN_PERSON: _("Gặp trực tiếp, biết mặt"),
    }[way]


def reset_word(found: api.FactorReset, *, now: datetime) -> tuple[str, str]:
    """Where a reset stands, and its shape."""
    if found.state is api.ResetState.ASKED and now >= found.lapses_at:
        return _("Quá hạn, không ai xác nhận"), "stopped"
    return {
        api.ResetState.ASKED: (_("Chờ quản trị viên thứ hai"), "waiting"),
        api.ResetState.CONFIRMED: (_("Đã gỡ, chờ cán bộ đặt lại"), "moving"),
        api.ResetState.DONE: (_("Cán bộ đã đặt lại"), "done"),
        api.ResetState.REFUSED: (_("Bị từ chối"), "stopped"),
        api.ResetState.STOPPED: (_("Cán bộ đã dừng"), "stopped"),
        api.ResetState.LAPSED: (_("Quá hạn, không ai xác nhận"), "stopped"),
    }[found.state]


def cause_word(cause: api.EndCause | None) -> str:
    """Why it ended early."""
    if cause is None:
        return ""
    return {
        api.EndCause.REVOKED: _("Thu hồi"),
        api.EndCause.RETURNED: _("Người nhận trả lại"),
        api.EndCause.POST_LEFT: _("Người giao thôi giữ chức vụ"),
        api.EndCause.SERVICE_LEFT: _("Người nhận không còn chức vụ ở đơn vị này"),
        api.EndCause.POST_MOVED: _("Chức vụ chuyển sang đơn vị mới"),
    }[cause]


def end_of_session(cause: api.SessionEnd | None, *, officer: bool) -> str:
    """Why a session is over and what to do now, for whoever held it; empty when she ended it herself. It names nobody and no place."""
    if cause is api.SessionEnd.EXPIRED:
        return _("Phiên đăng nhập đã hết vì lâu không dùng. Hãy đăng nhập lại; hồ sơ đang điền dở vẫn được lưu.")
    if cause is api.SessionEnd.PROVIDER:
        return _("Phiên đã kết thúc vì bạn đăng xuất ở hệ thống định danh. Hãy đăng nhập lại.")
    if cause is api.SessionEnd.REPLACED:
        return _("Phiên đã kết thúc vì có người đăng nhập tài khoản khác trên trình duyệt này. Hãy đăng nhập lại.")
    if cause is api.SessionEnd.REVOKED and officer:
        return _(
            "Phiên này đã bị kết thúc từ thiết bị khác hoặc bởi quản trị viên. Hãy đăng nhập lại; "
            "nếu không rõ vì sao, báo quản trị viên của đơn vị."
        )
    if cause is api.SessionEnd.REVOKED:
        return _(
            "Phiên này đã bị kết thúc từ thiết bị khác. Hãy đăng nhập lại; "
            "nếu không phải bạn làm, đổi mật khẩu ở hệ thống định danh rồi xem lại các phiên."
        )
    return ""


def sign_in_word(provider: str, language: str) -> str:
    """How somebody signed in: the provider's name for people, the methods for officers."""
    for known in queries.providers():
        if known.key == provider:
            return known.name(language)
    methods = {
        "passkey": _("khoá truy cập (passkey)"),
        "password": _("mật khẩu"),
        "password+totp": _("mật khẩu và ứng dụng xác thực"),
        "password+webauthn": _("mật khẩu và khoá truy cập"),
        "password+recovery_codes": _("mật khẩu và mã dự phòng"),
    }
    return methods.get(provider, provider)


def document(number: str, on: date) -> str:
    """A document as one names it: its number and its day."""
    return f"{number}, {on:%d/%m/%Y}"


def moment(at: datetime | None) -> str:
    """An instant in Vietnam."""
    return f"{local(at):%H:%M %d/%m/%Y}" if at is not None else _("chưa định ngày kết thúc")
