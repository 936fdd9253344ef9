"""Identifiers of the exchange: clients, services and security servers, each segment percent-encoded on its own (PR-REST §4)."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_STRICT = re.compile(r"[A-Za-z0-9'()+,\-.=?]+")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b\ufeff]")
GROUP = "group:"  # begins the subject of a right that names a group of clients
CLIENT_PARTS = (3, 4)
SERVICE_PARTS = 5
SERVER_PARTS = 4
_REMEMBERED = 4096  # segments and identifiers that were read or written lately; the same few hundred come again and again
_SHORT, _SHORT_ID = 64, 320  # longer ones are not remembered: strangers choose them


class IdentifierError(ValueError):
    """The text is not an identifier of the exchange."""


def encode_segment(code: str) -> str:
    """One identifier segment for a URL or header, UTF-8 percent-encoded; ``/`` becomes ``%2F``."""
    return _encode(code) if len(code) <= _SHORT else quote(code, safe="")


@lru_cache(maxsize=_REMEMBERED)
def _encode(code: str) -> str:
    return quote(code, safe="")


def decode_segment(text: str) -> str:
    """One segment back to its code; IdentifierError when empty, wrongly escaped, invisible or a path step."""
    return _decode_short(text) if len(text) <= _SHORT else _decode(text)


@lru_cache(maxsize=_REMEMBERED)
def _decode_short(text: str) -> str:
    return _decode(text)


def _decode(text: str) -> str:
    if not text or _ESCAPE.search(text):
        msg = "empty or wrongly escaped identifier segment"
        raise IdentifierError(msg)
    try:
        code = unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        msg = "identifier segment is not UTF-8"
        raise IdentifierError(msg) from None
    if code in {".", ".."} or _INVISIBLE.search(code):
        msg = "identifier segment holds characters that are not allowed"
        raise IdentifierError(msg)
    return code


def strict_code(code: str) -> bool:
    """Whether a new identifier code keeps to the characters of PR-REST §4.8 (no underscore, no slash)."""
    return _STRICT.fullmatch(code) is not None and code not in {".", ".."}


def _split(text: str, allowed: tuple[int, ...], what: str) -> list[str]:
    parts = text.split("/")
    if len(parts) not in allowed:
        msg = f"{what} must have {' or '.join(map(str, allowed))} parts"
        raise IdentifierError(msg)
    return [decode_segment(part) for part in parts]


class _Client(NamedTuple):
    instance: str
    member_class: str
    member_code: str
    subsystem_code: str | None = None


class ClientId(_Client):
    """A member (three parts) or one of its subsystems (four)."""

    @classmethod
    def parse(cls, text: str) -> ClientId:
        """From ``instance/class/member[/subsystem]``; IdentifierError otherwise."""
        return _short_client(text) if len(text) <= _SHORT_ID else _client(text)

    @property
    def member(self) -> ClientId:
        """The member that owns the subsystem."""
        return ClientId(self.instance, self.member_class, self.member_code)

    @cached_property
    def _text(self) -> str:
        return "/".join([encode_segment(code) for code in self if code])

    def __str__(self) -> str:
        return self._text


class _Service(NamedTuple):
    instance: str
    member_class: str
    member_code: str
    subsystem_code: str
    service_code: str


class ServiceId(_Service):
    """A service of a subsystem, always five parts."""

    @classmethod
    def parse(cls, text: str) -> ServiceId:
        """From ``instance/class/member/subsystem/service``; IdentifierError otherwise."""
        return _short_service(text) if len(text) <= _SHORT_ID else _service(text)

    @property
    def provider(self) -> ClientId:
        """The subsystem that offers the service."""
        return ClientId(self.instance, self.member_class, self.member_code, self.subsystem_code)

    @cached_property
    def _text(self) -> str:
        return "/".join([encode_segment(code) for code in self])

    def __str__(self) -> str:
        return self._text


def _client(text: str) -> ClientId:
    return ClientId(*_split(text, CLIENT_PARTS, "client identifier"))


def _service(text: str) -> ServiceId:
    return ServiceId(*_split(text, (SERVICE_PARTS,), "service identifier"))


_short_client = lru_cache(maxsize=_REMEMBERED)(_client)
_short_service = lru_cache(maxsize=_REMEMBERED)(_service)


def parse_server_id(text: str) -> tuple[str, str, str, str]:
    """The four codes of a security server identifier; IdentifierError otherwise."""
    instance, member_class, member, server = _split(text, (SERVER_PARTS,), "security server identifier")
    return instance, member_class, member, server


def check_represented_party(text: str) -> None:
    """IdentifierError unless the text is ``[class/]code``."""
    _split(text, (1, 2), "represented party")
