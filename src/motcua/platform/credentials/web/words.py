"""What pages say about credentials and verdicts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.kernel.dates_vi import show_instant
from motcua.platform.credentials import api


def headline(found: api.Verdict) -> tuple[str, str]:
    """One sentence and the kind of its notice."""
    if found.outcome is api.Outcome.ACCEPTED:
        return _("Chứng nhận hợp lệ và đang có hiệu lực."), "success"
    if found.outcome is api.Outcome.UNSETTLED:
        return _("Chưa thấy điều gì sai, nhưng chưa đủ căn cứ để chấp nhận."), "warn"
    return _("Không chấp nhận chứng nhận này."), "urgent"


def facts(found: api.Verdict, language: str) -> list[dict[str, str]]:
    """Who issued it, what it is, how it stands, for whom it was shown."""
    kind = next((k for k in api.kinds_of() if f"/{k.key}/" in found.kind), None)
    rows = [
        (_("Cơ quan cấp"), found.authority),
        (_("Nơi phát hành"), found.issuer),
        (_("Loại chứng nhận"), (kind.en if language == "en" else kind.vi) if kind else found.kind),
        (_("Cấp lúc"), at(found.issued_at, language)),
        (_("Có giá trị từ"), at(found.valid_from, language)),
        (_("Có giá trị đến"), at(found.valid_to, language) or (_("không ghi thời hạn") if found.issuer else "")),
        (_("Tình trạng"), standing(found.standing) if found.issuer else ""),
        (_("Theo danh sách trạng thái lúc"), at(found.status_at, language)),
        (_("Người trình"), _holder(found) if found.issuer else ""),
        (_("Khóa của nơi cấp bị rút từ"), at(found.key_withdrawn_at, language)),
        (_("Tên khóa bị rút"), found.key_id if found.key_withdrawn_at else ""),
        (_("Bản trình làm cho"), found.audience),
        (_("Bản trình có giá trị đến"), at(found.presented_until, language)),
    ]
    return [{"name": name, "value": value} for name, value in rows if value]


def standing(value: str) -> str:
    """How a credential stands, in words."""
    words = {
        "valid": _("đang có hiệu lực"),
        "revoked": _("đã bị thu hồi"),
        "suspended": _("đang bị tạm đình chỉ"),
        "unlisted": _("nơi cấp không công bố danh sách thu hồi"),
    }
    return words.get(value, _("chưa biết"))


def claims(values: Mapping[str, Any], labels: Collection[api.ClaimLabel], language: str) -> list[dict[str, Any]]:
    """Claims with their labels; a claim inside another stands on a line of its own."""
    known = {label.name: label.en if language == "en" else label.vi for label in labels}
    return [{"name": known.get(name, name), "value": shown(value)} for name, value in values.items()]


def shown(value: Any) -> str | list[str]:
    """A claim's value as text, or as lines."""
    if isinstance(value, Mapping):
        return [f"{name}: {inner}" for name, inner in value.items()]
    if isinstance(value, list):
        return [str(inner) for inner in value]
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return str(value)


def labels_of(kind: str) -> tuple[api.ClaimLabel, ...]:
    """The labels of the kind whose address a credential carries."""
    return next((k.claims for k in api.kinds_of() if f"/{k.key}/" in kind), ())


def at(instant: datetime | None, language: str) -> str:
    """An instant as read."""
    return show_instant(instant, language) if instant else ""


def _holder(found: api.Verdict) -> str:
    if not found.bound:
        return _("không chứng minh mình là người giữ chứng nhận")
    if found.custody == "platform":
        return _("người giữ chứng nhận, đã đăng nhập nơi phát hành khi tạo bản trình")
    return _("giữ thiết bị có khóa của chứng nhận")
