"""Refusals that every peer may give, in both languages."""

from __future__ import annotations

from motcua.kernel.errors import NamedError


class PeerDown(NamedError):
    """A fault switched on at ``/control``: the peer answers 500."""

    code = "peer.down"
    vi = "Hệ thống đối tác đang lỗi (tình huống thử). Thử lại sau ít phút."
    en = "The partner system is failing (a test situation). Try again in a few minutes."
    status = 500


class NotAuthorised(NamedError):
    """The shared key or secret is missing or wrong."""

    code = "peer.not_authorised"
    vi = "Thiếu hoặc sai khoá kết nối."
    en = "The connection key is missing or wrong."
    status = 401


class BadRequest(NamedError):
    """The request body or a parameter cannot be read."""

    code = "peer.bad_request"
    vi = "Không đọc được yêu cầu: {reason}"
    en = "The request cannot be read: {reason}"
    status = 400
