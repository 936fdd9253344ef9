"""What the pages say of papers and shares, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.foundation.units import api as units
from motcua.kernel.clock import local, local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.web import language_of
from motcua.services.vault import api as vault

_KB, _MB = 1000, 1_000_000
STATES = {
    vault.Standing.REMOVED: "stopped", vault.Standing.REVOKED: "stopped", vault.Standing.REPLACED: "none", vault.Standing.ENDED: "late",
    vault.Standing.UNCONFIRMED: "waiting", vault.Standing.ENDING: "waiting", vault.Standing.IN_FORCE: "done",
}  # fmt: skip


def standing(paper: vault.HeldDocument, *, own: bool = True) -> str:
    """What the paper is worth today, in words; to its holder (``own``) or to somebody else."""
    if paper.standing is vault.Standing.UNCONFIRMED and not own:
        return _("chưa xác nhận thông tin")
    words = {
        vault.Standing.REMOVED: _("đã gỡ"), vault.Standing.REVOKED: _("đã thu hồi"), vault.Standing.REPLACED: _("đã có bản mới"),
        vault.Standing.ENDED: _("hết giá trị"), vault.Standing.UNCONFIRMED: _("chờ bạn xác nhận"),
        vault.Standing.ENDING: _("sắp hết giá trị"), vault.Standing.IN_FORCE: _("còn giá trị"),
    }  # fmt: skip
    return words[paper.standing]


def standings() -> list[tuple[str, str]]:
    """The choices of the filter."""
    return [
        ("", _("Tất cả")), ("in_force", _("Còn giá trị")), ("ending", _("Sắp hết giá trị")), ("ended", _("Hết giá trị")),
        ("unconfirmed", _("Chờ bạn xác nhận")), ("revoked", _("Đã thu hồi")), ("replaced", _("Bản cũ, đã có bản mới")),
    ]  # fmt: skip


def groups() -> Mapping[str, str]:
    """Names of the groups of kinds."""
    return {
        "civil": _("Nhân thân, hộ tịch"), "health": _("Y tế, bảo hiểm"), "land": _("Đất đai, xây dựng"), "school": _("Học tập"),
        "vehicle": _("Phương tiện"), "business": _("Kinh doanh"), "social": _("Chính sách xã hội"), "other": _("Khác"),
    }  # fmt: skip


def trust(fact: vault.FactHeld, names: Mapping[str, str], *, own: bool = True) -> str:
    """Who stands for a value; told to the holder (``own``) or to somebody else."""
    if fact.trust is vault.Trust.ISSUED:
        return _("cơ quan cấp")
    if fact.trust is vault.Trust.CHECKED:
        day = local(fact.checked_at).strftime("%d/%m/%Y") if fact.checked_at else ""
        return _("%(unit)s đã đối chiếu bản gốc ngày %(day)s") % {"unit": names.get(fact.checked_by, fact.checked_by), "day": day}
    if not own:
        return _("đọc từ mã QR của thẻ") if fact.read == "qr" else _("người giữ giấy tờ tự khai")
    return _("đọc từ mã QR của thẻ, bạn xác nhận") if fact.read == "qr" else _("bạn tự khai")


def origin(paper: vault.HeldDocument) -> str:
    """How it came into the store."""
    day = local(paper.kept_at).strftime("%d/%m/%Y")
    words = {
        vault.Origin.RESULT: _("kết quả hồ sơ %(code)s"), vault.Origin.OLD_RESULT: _("bản số hóa"),
        vault.Origin.PAPER: _("bạn đã nộp trong hồ sơ %(code)s"), vault.Origin.UPLOAD: _("bạn thêm ngày %(day)s"),
        vault.Origin.IMPORT: _("nhập vào ngày %(day)s"), vault.Origin.NATIONAL: _("kho quốc gia, lấy về ngày %(day)s"),
        vault.Origin.ISSUED: _("đơn vị đã cấp, hồ sơ %(code)s"),
        vault.Origin.RECEIVED: _("đơn vị nhận ngày %(day)s"),
    }  # fmt: skip
    return words[paper.origin] % {"code": paper.dossier_code, "day": day}


def link(paper: vault.HeldDocument, *, address: str = "vault_document") -> dict[str, str]:
    """A paper in a list of files."""
    about = "PDF" if paper.mime == "application/pdf" else _("ảnh")
    issued = local(paper.issued_at).strftime("%d/%m/%Y")
    note = [_("%(issuer)s cấp ngày %(issued)s") % {"issuer": paper.issuer, "issued": issued}] if paper.issuer else []
    last = [_("có giá trị đến %(day)s") % {"day": last_day(paper.expires_on)}] if paper.expires_on else []
    return {
        "title": paper.title, "href": reverse(address, args=[paper.uuid]), "about": f"{about}, {size(paper.size)}",
        "note": ", ".join([*note, origin(paper), *last, *(f"#{tag}" for tag in paper.tags)]),
        "state": STATES[paper.standing], "state_text": standing(paper),
    }  # fmt: skip


def facts(paper: vault.HeldDocument, request: HttpRequest, *, own: bool = True) -> list[dict[str, str]]:
    """The fields with their values and who stands for them, in the order of the kind."""
    kind, language = vault.kind_of(key=paper.kind), language_of(request)
    names = units.labels(on=local_date(clock.now()), language=language)
    order = [f.name for f in kind.fields] if kind else []
    rows = sorted(paper.facts.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
    return [
        {"name": field_name(paper, name, language), "value": value(paper, name, language), "source": trust(held, names, own=own)}
        for name, held in rows
    ]


def field_name(paper: vault.HeldDocument, name: str, language: str) -> str:
    """What a field is called."""
    kind = vault.kind_of(key=paper.kind)
    field = kind.field(name) if kind else None
    return field.label(language) if field else name


def value(paper: vault.HeldDocument, name: str, language: str) -> str:
    """A value as people read it: dates by day, choices by their words."""
    kind, text = vault.kind_of(key=paper.kind), paper.facts[name].value
    field = kind.field(name) if kind else None
    if field is not None and field.kind is vault.FieldKind.DATE:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    if field is not None and field.options:
        return next((en if language == "en" else vi for key, vi, en in field.options if key == text), text)
    return text


def size(count: int) -> str:
    """Bytes as people read them."""
    return f"{count / _MB:.1f} MB".replace(".", ",") if count >= _MB else f"{max(count // _KB, 1)} kB"


def last_day(expires_on: date) -> str:
    """The last day on which it counts."""
    return f"{expires_on - timedelta(days=1):%d/%m/%Y}"


def moment(at: datetime | None) -> str:
    """An instant as people here read it."""
    return local(at).strftime("%d/%m/%Y %H:%M") if at else ""


def unit_name(code: str, request: HttpRequest) -> str:
    """The name of a unit today; its code when it is no more."""
    return units.labels(on=local_date(clock.now()), language=language_of(request)).get(code, code) if code else ""


def unit_options(request: HttpRequest) -> list[tuple[str, str]]:
    """Every unit with which something can be shared."""
    today, language = local_date(clock.now()), language_of(request)
    return [(u.code, u.label(language)) for u in (*units.agencies(on=today), *units.communes(on=today))]


def share_state(share: vault.Share) -> tuple[str, str]:
    """The state of a share: its tag and its words."""
    words = {
        vault.ShareState.LIVE: ("done", _("đang chia sẻ")), vault.ShareState.USED_UP: ("none", _("đã dùng hết số lượt")),
        vault.ShareState.EXPIRED: ("none", _("đã hết hạn")), vault.ShareState.REVOKED: ("stopped", _("đã thu hồi")),
        vault.ShareState.CLOSED: ("stopped", _("đã đóng")),
    }  # fmt: skip
    return words[share.state]


def act(one: vault.Act) -> str:
    """What was done with a share."""
    words = {
        vault.Act.OPENED: _("mở xem"), vault.Act.FILE_SEEN: _("xem tệp"), vault.Act.DOWNLOADED: _("tải tệp"),
        vault.Act.CHECKED: _("đối chiếu bản gốc"), vault.Act.KEPT: _("lưu vào kho của đơn vị"),
    }  # fmt: skip
    return words[one]


def views(count: int) -> str:
    """How often it was opened."""
    return _("số lượt mở: %(count)s") % {"count": count}


def errors_of(refusal: NamedError, request: HttpRequest, *, name: str, prefix: str = "", plain: tuple[str, ...] = ()) -> dict[str, str]:
    """A refusal beside its fields; ``name`` takes what belongs to no field, ``plain`` are fields that have no prefix."""
    if isinstance(refusal, Invalid) and refusal.fields:
        place = 1 if language_of(request) == "en" else 0
        return {f if f in plain else f"{prefix}{f}": pair[place] for f, pair in refusal.fields.items()}
    return {name: refusal.sentence(language_of(request))}


def keyed(request: HttpRequest) -> str:
    """The key of one press of a button, from its form."""
    return request.POST.get("key", "")[:60] or "none"


