"""Service paths: normalised once, then matched and forwarded in that one form.

X-Road matched globs on the raw path until 7.7.1, so that ``..`` and ``%2e`` slipped past a right (XRDDEV-3054). Here a path that two
readers could understand differently is refused, and the provider receives exactly the text that the right was matched against.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from motcua.gateway.protocol.faults import BAD_REQUEST, Fault

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_VISIBLE = re.compile(rb"[\x21-\x7e]*")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f\\]")
_PLAIN = re.compile(r"(?:/[A-Za-z0-9_~/-]*)?")  # nothing in it can be read in two ways
_ROUNDS = 4


def _canonical(match: re.Match[bytes]) -> bytes:
    octet = int(match[1], 16)
    return bytes([octet]) if octet in _UNRESERVED else b"%%%02X" % octet


def _steps(segment: bytes) -> bool:
    """Whether some reader could take the segment for ``.`` or ``..``: decoded repeatedly, split at any slash, parameters cut."""
    text = segment
    for _ in range(_ROUNDS):
        if any(part.split(b";", 1)[0].strip() in {b".", b".."} for part in re.split(rb"[/\\]", text)):
            return True
        decoded = unquote_to_bytes(text)
        if decoded == text:
            return False
        text = decoded
    return True


def _hidden(segment: bytes) -> bool:
    """Whether the segment hides a control character or a backslash."""
    text = unquote_to_bytes(segment)
    return _CONTROL.search(text) is not None


def normalise(path: str) -> str:
    """The one form of a service path (RFC 3986 §6.2.2): escapes canonical, dot segments resolved.

    Fault ``Client.BadRequest`` when it climbs out of the service, hides a step or a control character, or is wrongly escaped.
    """
    if _PLAIN.fullmatch(path):
        return path
    raw = path.encode("latin-1")
    if _BAD_ESCAPE.search(raw) or not _VISIBLE.fullmatch(raw) or b"#" in raw or (raw and raw[:1] != b"/"):
        raise Fault(BAD_REQUEST, "Invalid service path")
    kept: list[bytes] = []
    segments = _ESCAPE.sub(_canonical, raw).split(b"/")[1:] if raw else []
    for place, segment in enumerate(segments):
        if segment in {b".", b".."}:
            if segment == b".." and not kept:
                raise Fault(BAD_REQUEST, "The service path leaves the service")
            if segment == b"..":
                kept.pop()
            if place == len(segments) - 1:
                kept.append(b"")
        elif _hidden(segment) or _steps(segment):
            raise Fault(BAD_REQUEST, "Invalid service path")
        else:
            kept.append(segment)
    return "".join("/" + segment.decode("ascii") for segment in kept)


def compile_glob(glob: str) -> re.Pattern[str]:
    """A pattern for normalised paths: ``*`` is one non-empty segment or a part of one, ``**`` any number of segments."""
    if glob.strip("/") == "**":
        return re.compile(r"(?:/.*)?", re.DOTALL)
    parts: list[str] = []
    for segment in glob.removeprefix("/").split("/"):
        if segment == "**":
            parts.append(r"(?:/.*)?")
        elif segment == "*":
            parts.append("/[^/]+")
        else:
            text = normalise("/" + segment.replace("*", "%2A"))[1:] if segment else ""
            parts.append("/" + "[^/]*".join(re.escape(piece) for piece in text.split("%2A")))
    return re.compile("".join(parts), re.DOTALL)
