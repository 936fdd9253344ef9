"""The field filter applied to a provider's answer: its coding, its media type and the headers that described the whole of it.

What cannot be filtered does not pass: a successful answer becomes Fault ``ServiceFailed.FieldsUnreadable``; a redirect or an error of
the provider keeps its status and loses its body. JSON bodies of errors are filtered by the same fields.
"""

from __future__ import annotations

import asyncio
import zlib

from motcua.gateway.app.http import Response
from motcua.gateway.core.body import Body
from motcua.gateway.core.filtering import NotFilterable, Tree, filter_json
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import MEBIBYTE
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.messages import Header

MOST = 16 * MEBIBYTE  # a longer answer, packed or unpacked, is not read into memory to be filtered
ACCEPTED = "gzip, identity"
_ASIDE = 128 * 1024  # from this size on a thread filters, so that other calls go on
# They tell of the provider's whole body, not of what is left of it.
_OF_THE_WHOLE = frozenset({"content-encoding", "content-md5", "digest", "content-digest", "repr-digest", "accept-ranges", "content-range"})
_OF_A_BODY = frozenset({"content-type", "content-language", "content-disposition"})
_PARTIAL = 206


def accepting(headers: list[Header]) -> list[Header]:
    """The headers of a request whose answer will be filtered: codings that can be read here, the whole body and not a range of it."""
    kept = [h for h in headers if h[0].lower() not in {"accept-encoding", "range", "if-range"}]
    return [*kept, ("Accept-Encoding", ACCEPTED)]


async def limit_answer(response: Response, tree: Tree) -> Response:
    """The answer with the declared fields alone, made from it. Raises Fault."""
    headers = [_weakened(h) for h in response.headers if h[0].lower() not in _OF_THE_WHOLE]
    kept = b""
    if response.body:
        try:
            kept = await _limited(response, tree)
        except NotFilterable as error:
            if response.status < 300:  # noqa: PLR2004
                raise Fault(faults.FAILED_FIELDS, f"The right covers some fields, and the answer cannot be filtered: {error}") from None
            headers = [h for h in headers if h[0].lower() not in _OF_A_BODY]
    response.headers, response.body = headers, Body.of(kept)
    return response


async def _limited(response: Response, tree: Tree) -> bytes:
    """What is left of the body; NotFilterable when it cannot be read."""
    if len(response.body) > MOST:
        raise NotFilterable("it is too long")
    _require_json(response.status, messages.find(response.headers, "Content-Type") or "")
    coding = (messages.find(response.headers, "Content-Encoding") or "identity").strip().lower()
    if len(response.body) < _ASIDE:
        return _filtered(bytes(response.body), coding, tree)
    return await asyncio.to_thread(_filtered, bytes(response.body), coding, tree)


def _weakened(header: Header) -> Header:
    """The provider's validator, as a weak one: what it validated byte by byte is another text now (RFC 9110 §8.8.1)."""
    name, value = header
    return (name, f"W/{value}") if name.lower() == "etag" and not value.startswith("W/") else header


def _require_json(status: int, kind: str) -> None:
    if status == _PARTIAL:
        raise NotFilterable("it is a part of a body")
    media, _, parameters = kind.partition(";")
    media = media.strip().lower()
    if media != "application/json" and not (media.startswith("application/") and media.endswith("+json")):
        raise NotFilterable("it is not JSON")
    charset = [p.partition("=")[2].strip(' "').lower() for p in parameters.split(";") if p.strip().lower().startswith("charset=")]
    if charset and charset[-1] not in {"utf-8", "utf8"}:
        raise NotFilterable("it is not UTF-8")


def _filtered(body: bytes, coding: str, tree: Tree) -> bytes:
    return filter_json(_decoded(body, coding), tree)


def _decoded(body: bytes, coding: str) -> bytes:
    """The body without its content coding; NotFilterable for an unknown coding, a broken body or more than ``MOST`` bytes."""
    if coding == "identity":
        return body
    if coding not in {"gzip", "x-gzip"}:
        raise NotFilterable("its content coding is not read here")
    reader = zlib.decompressobj(wbits=31)
    try:
        text = reader.decompress(body, MOST + 1)
    except zlib.error:
        raise NotFilterable("its content coding is broken") from None
    if len(text) > MOST or reader.unconsumed_tail or not reader.eof or reader.unused_data:
        raise NotFilterable("its content coding is broken, or it is too long")
    return text
