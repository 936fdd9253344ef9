"""Errors in the shapes that clients of OAuth 2 (RFC 6749 §5.2, RFC 6750 §3) and of WSO2 API Manager read, in Vietnamese and English."""

from __future__ import annotations

import json
import uuid
from typing import NamedTuple
from xml.sax.saxutils import escape

from motcua.gateway.app.http import Request, Response, phrase
from motcua.gateway.core.credentials import Refusal
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.faults import Fault

_REALM = 'realm="mot-cua"'
_UNAUTHORISED = 401


class Words(NamedTuple):
    """One kind of error: HTTP status, WSO2's code and message, and what to do in two languages."""

    status: int
    code: int
    message: str
    vi: str
    en: str


_MISSING = Words(
    401,
    900902,
    "Missing Credentials",
    "Thiếu thông tin xác thực: gửi Authorization: Bearer <mã truy cập> hoặc lgspaccesstoken.",
    "No credentials: send Authorization: Bearer <access token> or lgspaccesstoken.",
)
_INVALID = Words(
    401,
    900901,
    "Invalid Credentials",
    "Thông tin xác thực không đúng hoặc đã bị thu hồi: lấy mã truy cập mới tại /token.",
    "The credentials are wrong or revoked: ask for a new access token at /token.",
)
_EXPIRED = Words(
    401,
    900903,
    "Access Token Expired",
    "Mã truy cập hoặc khoá đã hết hạn: lấy mã truy cập mới tại /token.",
    "The access token or the key has expired: ask for a new access token at /token.",
)
_BY_REFUSAL = {Refusal.MISSING: _MISSING, Refusal.INVALID: _INVALID, Refusal.EXPIRED: _EXPIRED}
_UNKNOWN = Words(
    404,
    900906,
    "No matching resource found in the API for the given request",
    "Không có dịch vụ nào ở địa chỉ này.",
    "No service is offered at this address.",
)
_WORDS = {
    faults.UNKNOWN_SERVICE: _UNKNOWN,
    faults.UNKNOWN_PROVIDER: _UNKNOWN,
    faults.ACCESS_DENIED: Words(
        403, 900908, "Resource forbidden", "Đơn vị chưa được cấp quyền gọi dịch vụ này.", "The client has no right to this service."
    ),
    faults.CLIENT_SUSPENDED: Words(
        403, 900908, "Resource forbidden", "Hệ thống gọi đang bị tạm ngừng.", "The calling system is suspended for now."
    ),
    faults.SERVICE_DISABLED: Words(
        503, 900907, "The requested API is temporarily blocked", "Dịch vụ đang tạm ngừng.", "The service is switched off for now."
    ),
    faults.MAINTENANCE: Words(
        503, 900907, "The requested API is temporarily blocked", "Trục liên thông đang bảo trì.", "The exchange is under maintenance."
    ),
    faults.NETWORK_ERROR: Words(503, 101503, "Connection failed", "Không kết nối được tới dịch vụ.", "The service could not be reached."),
    faults.FAILED_TIMEOUT: Words(504, 101504, "Connection timed out", "Dịch vụ không trả lời kịp.", "The service did not answer in time."),
    faults.FAILED_NETWORK: Words(
        502, 101505, "Connection closed", "Kết nối tới dịch vụ bị ngắt giữa chừng.", "The connection to the service broke off."
    ),
    faults.FAILED_HTTP: Words(
        502, 101506, "HTTP protocol violation", "Dịch vụ trả lời không đúng HTTP.", "The service did not answer in HTTP."
    ),
    faults.FAILED_SIZE: Words(
        502, 101501, "Error receiving the response", "Trả lời của dịch vụ quá lớn.", "The answer of the service is too long."
    ),
    faults.TOO_MANY_REQUESTS: Words(
        429, 900800, "Message throttled out", "Đơn vị gọi quá nhanh hoặc đã hết hạn mức.", "The client calls too fast or too much."
    ),
    faults.SERVICE_BUSY: Words(503, 900801, "Hard limit exceeded", "Dịch vụ đang quá tải.", "The service has too many calls at once."),
    faults.FAILED_CIRCUIT: Words(
        503, 303001, "Endpoint suspended", "Dịch vụ đang bị ngắt vì lỗi liên tiếp.",
        "The service is cut off after failures in a row."
    ),
}
_BAD = Words(400, 400, "Bad Request", "Yêu cầu không hợp lệ.", "The request is not valid.")
_BROKEN = Words(500, 900900, "Unclassified Failure", "Trục liên thông gặp lỗi.", "The exchange met an error.")

_TOKEN_WORDS = {
    "invalid_request": ("The request is malformed.", "Yêu cầu không đúng dạng."),
    "invalid_client": ("The client is unknown or its secret is wrong.", "Khoá truy cập không tồn tại hoặc mã bí mật không đúng."),
    "unsupported_grant_type": ("Only client_credentials is supported.", "Chỉ hỗ trợ grant_type=client_credentials."),
    "temporarily_unavailable": ("This gateway gives out no tokens.", "Cổng này chưa được cấu hình để cấp mã truy cập."),
}


class Refused(Fault):
    """A call without a valid token or credential."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(faults.AUTHENTICATION, _BY_REFUSAL[why].message)
        self.why = why


class TokenRefused(Fault):
    """A token request that is not granted; ``error`` is the word of RFC 6749 §5.2."""

    def __init__(self, error: str, *, status: int) -> None:
        super().__init__(faults.AUTHENTICATION if error == "invalid_client" else faults.BAD_REQUEST, error)
        self.error, self.status = error, status


def answer(request: Request, fault: Fault, *, code: str, own: list[messages.Header]) -> Response:
    """The answer that tells of a fault; ``own`` are the headers of a call that had begun, ``code`` the fault as the setting spells it."""
    if isinstance(fault, TokenRefused):
        return _token_answer(request, fault)
    words = _words(fault)
    identifier = messages.find(own, messages.REQUEST_ID) or str(uuid.uuid4())
    description = f"{words.vi} / {words.en}"
    if words in {_BAD, _BROKEN}:
        description += f" {fault.message}"
    said = {"code": words.code, "message": words.message, "description": description, "detail": identifier}
    if faults.wants_xml(messages.find(request.headers, "Accept")):
        inner = "".join(f"<ams:{name}>{escape(str(value))}</ams:{name}>" for name, value in said.items())
        kind = "application/xml; charset=utf-8"
        body = f'<ams:fault xmlns:ams="http://wso2.org/apimanager/security">{inner}</ams:fault>'.encode()
    else:
        kind, body = "application/json; charset=utf-8", json.dumps({"fault": said}, ensure_ascii=False).encode()
    headers = [("Content-Type", kind), (messages.ERROR, code), *own]
    if words.status == _UNAUTHORISED:
        headers.append(("WWW-Authenticate", f"Bearer {_REALM}" + ("" if words is _MISSING else ', error="invalid_token"')))
    return Response(words.status, headers, body, phrase(words.status))


def _words(fault: Fault) -> Words:
    if isinstance(fault, Refused):
        return _BY_REFUSAL[fault.why]
    found = _WORDS.get(fault.code)
    if found is None:
        found = _BROKEN if faults.status_of(fault.code) >= 500 else _BAD  # noqa: PLR2004
    return found


def _token_answer(request: Request, fault: TokenRefused) -> Response:
    english, vietnamese = _TOKEN_WORDS[fault.error]
    # RFC 6749 §5.2 allows ASCII alone in error_description: the Vietnamese sentence stands beside it.
    said = {"error": fault.error, "error_description": english, "error_description_vi": vietnamese}
    headers = [("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store"), ("Pragma", "no-cache")]
    if fault.status == _UNAUTHORISED:
        headers.append(("WWW-Authenticate", f"Basic {_REALM}"))
    return Response(fault.status, headers, json.dumps(said, ensure_ascii=False).encode(), phrase(fault.status))
