"""Words and states of calls as pages show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.gateway.protocol import secrets
from motcua.kernel.clock import local
from motcua.platform.exchange.contracts import (
    GatewayInfo,
    Message,
    Outcome,
    RegistrationRefused,
    ServiceDetail,
    ServiceInfo,
    SharingState,
)
from motcua.platform.exchange.contracts.trying import Tried, Trouble
from motcua.platform.exchange.rules import sharing as rules

PASSWORD = "security.password"  # noqa: S105 - its place in the settings of an adapter
_NOT_FOUND, _SERVER_ERROR = 404, 500
_DECLARED = re.compile(r": (adapter|soap_offer)([\w.\[\]]*): (.*)", re.DOTALL)  # the sentence of gateway/protocol/config/adapters.py
_TAGS = {Outcome.ANSWERED: "done", Outcome.REFUSED: "waiting", Outcome.FAILED: "late"}


def outcome_word(outcome: Outcome) -> str:
    """How a call ended, in words."""
    words = {
        Outcome.ANSWERED: _("Đã trả lời"),
        Outcome.REFUSED: _("Bị từ chối"),
        Outcome.FAILED: _("Không trả lời được"),
    }
    return words[outcome]


def outcome_cell(message: Message) -> dict[str, str]:
    """A table cell with the outcome as word and shape."""
    return {"text": outcome_word(message.outcome), "state": _TAGS[message.outcome], "hint": message.fault}


def short(identifier: str) -> str:
    """An identifier without instance and member class: what people need to tell systems apart."""
    return "/".join(identifier.split("/")[2:])


def call_rows(messages: tuple[Message, ...], names: dict[str, ServiceInfo], language: str) -> list[dict[str, Any]]:
    """Rows of the table of calls."""
    rows: list[dict[str, Any]] = []
    for m in messages:
        service = names.get(m.service)
        named = service.name(language) if service else short(m.service)
        cells = [
            {"text": f"{local(m.at):%d/%m/%Y %H:%M:%S}", "href": f"{m.request_id}/"},
            {"text": named, "hint": f"{m.method} {short(m.service)}"},
            short(m.client),
            outcome_cell(m),
            {"text": str(m.status)},
            {"text": str(m.took_ms)},
            m.issue or "–",
        ]
        rows.append({"cells": cells, "tone": "late" if m.outcome is Outcome.FAILED else ""})
    return rows


def call_columns() -> list[dict[str, Any]]:
    """Columns of the table of calls."""
    return [
        {"text": _("Thời điểm")},
        {"text": _("Dịch vụ")},
        {"text": _("Bên gọi")},
        {"text": _("Kết quả")},
        {"text": _("Mã trả lời"), "numeric": True},
        {"text": _("Mili giây"), "numeric": True},
        {"text": _("Hồ sơ")},
    ]


def service_rows(services: tuple[ServiceInfo, ...], language: str) -> list[list[Any]]:
    """Rows of the table of services with who may call them."""
    rows: list[list[Any]] = []
    for s in services:
        provider = (s.provider_en or s.provider_vi) if language == "en" else s.provider_vi
        who = "; ".join(f"{short(r.client)} ({r.method} {r.path}): {r.purpose}" for r in s.rights) or _("Chưa ai được gọi")
        state = {"text": _("Đang mở"), "state": "done"} if s.enabled else {"text": _("Tạm dừng"), "state": "stopped", "hint": s.notice}
        rows.append([{"text": s.name(language), "hint": short(s.id)}, provider, state, who])
    return rows


def facts(message: Message, service: ServiceInfo | None, language: str) -> list[dict[str, Any]]:
    """Everything that is kept of one call, as names and values."""
    sizes = {"out": message.request_size, "back": message.response_size}
    return [
        {"name": _("Dịch vụ"), "value": [service.name(language) if service else "", message.service]},
        {"name": _("Bên gọi"), "value": message.client},
        {"name": _("Phương thức"), "value": message.method},
        {"name": _("Kết quả"), "value": f"{outcome_word(message.outcome)} · {message.status}"},
        {"name": _("Lỗi của trục"), "value": message.fault or "–"},
        {"name": _("Thời điểm"), "value": f"{local(message.at):%d/%m/%Y %H:%M:%S}"},
        {"name": _("Thời gian xử lý"), "value": _("%(ms)s mili giây") % {"ms": message.took_ms}},
        {"name": _("Hồ sơ"), "value": message.issue or "–"},
        {"name": _("Mục đích"), "value": message.purpose or "–"},
        {"name": _("Người được tra cứu"), "value": _("Có, lưu dạng mã băm") if message.has_user else _("Không")},
        {"name": _("Kích thước"), "value": _("gửi %(out)s byte, nhận %(back)s byte") % sizes},
    ]


def evidence(message: Message) -> list[dict[str, Any]]:
    """What proves that the call took place as shown."""
    return [
        {"name": _("Mã thông điệp"), "value": message.message_id},
        {"name": _("Mã tra cứu"), "value": str(message.request_id)},
        {"name": _("Số trong nhật ký"), "value": str(message.seq)},
        {"name": _("Mã băm yêu cầu (SHA-512)"), "value": message.request_hash},
        {"name": _("Lô đã ký"), "value": f"{message.seal_first}–{message.seal_last}"},
        {"name": _("Gốc Merkle"), "value": message.seal_root},
        {"name": _("Khoá ký"), "value": message.key_id},
    ]


NEEDS_REASON = rules.NEEDS_REASON
_SHARING = {
    SharingState.ASKED: "waiting", SharingState.RETURNED: "waiting", SharingState.REVIEW: "waiting", SharingState.IN_FORCE: "done",
    SharingState.SUSPENDED: "stopped", SharingState.REFUSED: "late", SharingState.WITHDRAWN: "stopped", SharingState.REVOKED: "late",
    SharingState.EXPIRED: "stopped",
}  # fmt: skip


def sharing_word(state: SharingState) -> str:
    """Where a request stands, in words."""
    words = {
        SharingState.ASKED: _("Chờ cơ quan chủ dữ liệu"), SharingState.RETURNED: _("Chờ bên xin trả lời"),
        SharingState.REVIEW: _("Chờ quản trị dữ liệu"), SharingState.IN_FORCE: _("Đang hiệu lực"), SharingState.SUSPENDED: _("Tạm ngừng"),
        SharingState.REFUSED: _("Bị từ chối"), SharingState.WITHDRAWN: _("Đã rút"), SharingState.REVOKED: _("Bị thu hồi"),
        SharingState.EXPIRED: _("Hết hạn"),
    }  # fmt: skip
    return words[state]


def sharing_cell(state: SharingState) -> dict[str, str]:
    """A table cell with the state of a request as word and shape."""
    return {"text": sharing_word(state), "state": _SHARING[state]}


def act_word(act: str) -> str:
    """A step of a request, in words."""
    words = {
        "ask": _("Đề nghị"), "agree": _("Đồng ý chia sẻ"), "approve": _("Phê duyệt"), "ask_back": _("Hỏi lại"), "answer": _("Trả lời"),
        "refuse": _("Từ chối"), "withdraw": _("Rút yêu cầu"), "suspend": _("Tạm ngừng chia sẻ"), "resume": _("Chia sẻ lại"),
        "revoke": _("Thu hồi"), "expire": _("Hết hạn"),
    }  # fmt: skip
    return words.get(act, act)


def key_cell(state: str) -> dict[str, str]:
    """The state of a certificate or key as word and shape."""
    words = {
        "valid": (_("Còn hiệu lực"), "done"), "coming": (_("Chưa hiệu lực"), "waiting"), "ending": (_("Sắp hết hạn"), "late"),
        "ended": (_("Đã hết hạn"), "stopped"), "revoked": (_("Đã thu hồi"), "stopped"),
    }  # fmt: skip
    text, shape = words[state]
    return {"text": text, "state": shape}


def gateway_cell(found: GatewayInfo) -> dict[str, str]:
    """What a gateway runs, as word and shape."""
    words = {
        "current": (_("Đúng phiên bản mới nhất"), "done"), "behind": (_("Chưa dùng bản mới nhất"), "waiting"),
            "away": (_("Không trả lời"), "late"),
    }
    text, shape = words[found.state]
    return {"text": text, "state": shape, "hint": found.problem}


def verb_word(verb: str) -> str:
    """Whether a thing was added, removed or changed."""
    return {"added": _("Thêm"), "removed": _("Bỏ"), "changed": _("Sửa")}[verb]


def environment_word(environment: str) -> str:
    """Where a system's calls go, in words."""
    return {"production": _("Vận hành"), "sandbox": _("Thử nghiệm")}[environment]


def switch_cell(enabled: bool, notice: str, *, suspended: bool = False) -> dict[str, str]:
    """Whether a service is open, as word and shape, with what callers are told while it is not; ``suspended``: its provider is."""
    if suspended:
        return {"text": _("Nơi cung cấp tạm ngừng"), "state": "stopped", "hint": notice}
    if enabled:
        return {"text": _("Đang mở"), "state": "done"}
    return {"text": _("Tạm dừng"), "state": "stopped", "hint": notice}


def number(value: float) -> str:
    """A number as it is typed and read here: a comma before the fraction, which a whole number has none of."""
    return f"{value:g}".replace(".", ",")


def pace(bound: Mapping[str, Any] | None, *, unbound: str = "") -> str:
    """How much is let through, in words; ``unbound`` when nothing bounds it here (usual: the service's own bound)."""
    second, day = ((bound or {}).get(name) or 0 for name in ("per_second", "per_day"))
    said = [_("%(n)s mỗi giây") % {"n": number(second)}] if second else []
    said += [_("%(n)s mỗi ngày") % {"n": day}] if day else []
    return ", ".join(said) or unbound or _("Theo dịch vụ")


def has_secrets(found: ServiceDetail) -> bool:
    """Whether the adapter of a service is of a kind that can hold a secret."""
    return found.adapter is not None and PASSWORD in secrets.SECRETS.get(found.adapter["kind"], ())


def kept_since(found: ServiceDetail) -> str:
    """Whether the password of an adapter is kept, and since when; nothing of the secret itself."""
    if PASSWORD not in found.adapter_secrets:
        return _("Không dùng")
    since = found.adapter_secrets_since.get(PASSWORD)
    return _("Đang giữ từ %(at)s, không hiện lại") % {"at": f"{local(since):%d/%m/%Y %H:%M}"} if since else _("Đang giữ, không hiện lại")


def taking_part_cell(at: datetime | None, why: str, *, member: bool = False) -> dict[str, str]:
    """Whether a member or a system takes part, as word and shape, with the reason; ``member``: its whole member is suspended."""
    if at is not None:
        since = f"{local(at):%d/%m/%Y %H:%M}"
        return {"text": _("Đang tạm ngừng"), "state": "stopped", "hint": f"{since}: {why}" if why else since}
    if member:
        return {"text": _("Đang tạm ngừng"), "state": "stopped", "hint": _("Cả thành viên tạm ngừng")}
    return {"text": _("Đang tham gia"), "state": "done"}


def endpoints_hint() -> str:
    """How operations are typed."""
    return _("Mỗi dòng một thao tác: phương thức rồi đường dẫn, ví dụ GET /ho-so/*. Dấu * là một đoạn, ** là mọi đoạn. Để trống: tất cả.")


def refusal(wrong: RegistrationRefused, language: str) -> str:
    """Why the gateway would not take a setting, in the words of people where it is one that they can mend."""
    known = {
        "lies in no network": _("Địa chỉ nằm ngoài các mạng mà nơi cung cấp được phép ở. Nhờ người vận hành máy chủ thêm mạng đó "
                                "vào MOTCUA_EXCHANGE_NETWORKS."),
        "is not an HTTP address": _("Nhập địa chỉ đầy đủ, bắt đầu bằng http:// hoặc https://, ví dụ https://10.31.4.9:8443/api."),
        "is not /name/version": _("Viết đường dẫn LGSP như /dan-cu/1.0: tên rồi phiên bản, không dấu."),
        "overlap": _("Đường dẫn này trùng hoặc nằm trong đường dẫn của dịch vụ khác. Chọn tên khác."),
        "begins with a name of the gateway": _("Cổng đã dùng tên này cho việc khác. Chọn tên khác."),
        "need a message_port": _("Thành phố chưa đặt cổng nhận thông điệp từ máy chủ khác. Đặt trước, nếu không máy chủ chưa nối được."),
        "no registered subsystem": _("Có hệ thống chưa đăng ký. Đăng ký thành viên và hệ thống ấy trước."),
        "behind two security servers": _("Có hệ thống đã nằm sau một máy chủ khác."),
        "lives behind another": _("Hệ thống này cung cấp dịch vụ ngay tại thành phố, nên không thể nằm sau máy chủ khác."),
    }
    why = str(wrong.params.get("why", ""))
    declared = _DECLARED.search(why)
    if declared:
        return _("Khai báo sai ở %(place)s: %(why)s") % {"place": declared[2].strip(".") or declared[1], "why": declared[3]}
    return next((text for part, text in known.items() if part in why), wrong.sentence(language))


def until(instant: datetime | None) -> str:
    """When a right ends, as a day."""
    return _("trước %(day)s") % {"day": f"{local(instant):%d/%m/%Y}"} if instant else _("Không thời hạn")


def keep_body_word(kept: str) -> str:
    """What the log keeps of bodies, in words."""
    words = {"hash": _("Chỉ giữ mã băm"), "plain": _("Giữ nguyên văn"), "encrypted": _("Giữ, mã hoá bằng khoá lưu trữ")}
    return words[kept]


def tried_notice(tried: Tried) -> dict[str, str]:
    """What came of trying an address, and what to do about it."""
    about = {"url": tried.url, "ms": tried.took_ms, "status": tried.status, "place": tried.place}
    words = {
        Trouble.NONE: _("%(url)s trả lời sau %(ms)s mili giây, mã %(status)s. Địa chỉ dùng được."),
        Trouble.NO_ADDRESS: _("Nhập địa chỉ đầy đủ, bắt đầu bằng http:// hoặc https://, ví dụ https://10.31.4.9:8443/api."),
        Trouble.NO_NAME: _("Không tìm thấy máy mang tên này. Kiểm tra chính tả, hoặc hỏi nơi cung cấp địa chỉ IP."),
        Trouble.NOT_ALLOWED: _("%(place)s nằm ngoài các mạng mà nơi cung cấp được phép ở. Nhờ người vận hành máy chủ thêm mạng đó "
                               "vào MOTCUA_EXCHANGE_NETWORKS."),
        Trouble.NO_TRUST: _("Có máy trả lời nhưng chứng thư TLS của nó không tin được. Nhờ nơi cung cấp thay chứng thư."),
        Trouble.NO_ANSWER: _("Không ai trả lời tại %(url)s trong hai giây. Nơi cung cấp đã mở cổng mạng cho máy này chưa?"),
    }  # fmt: skip
    if tried.trouble is Trouble.NONE and (tried.status or 0) >= _SERVER_ERROR:
        text = _("%(url)s trả lời lỗi máy chủ, mã %(status)s. Hỏi nơi cung cấp trước khi đăng ký.")
        return {"kind": "warn", "text": text % about}
    if tried.trouble is Trouble.NONE and tried.status == _NOT_FOUND:
        text = _("%(url)s có máy chủ trả lời sau %(ms)s mili giây, mã 404: thường gặp ở địa chỉ gốc. Gọi thử một thao tác để chắc chắn.")
        return {"kind": "success", "text": text % about}
    return {"kind": "warn" if tried.trouble else "success", "text": words[tried.trouble] % about}
