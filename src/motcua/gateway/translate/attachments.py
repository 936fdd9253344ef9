"""Envelopes with one attachment (SOAP Messages with Attachments, RFC 2387): the root part is the envelope."""

from __future__ import annotations

import secrets

from motcua.gateway.translate.envelopes import SoapVersion


def with_attachment(version: SoapVersion, root: bytes, attachment: bytes, *, name: str, media_type: str) -> tuple[str, bytes]:
    """Content type and octets of an envelope with an attachment, which ``cid:`` and its name refer to."""
    boundary = f"xroad{secrets.token_hex(16)}"
    heads = (
        f"Content-Type: {version.media_type}; charset=utf-8",
        f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{name}>",
    )
    pairs = zip(heads, (root, attachment), strict=True)
    parts = [f"--{boundary}\r\n{head}\r\n\r\n".encode() + part + b"\r\n" for head, part in pairs]
    return f'multipart/related; type="{version.media_type}"; boundary={boundary}', b"".join([*parts, f"--{boundary}--\r\n".encode()])
