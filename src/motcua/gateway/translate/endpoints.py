"""Endpoints of an adapter: a method and a path with named parts (``/so/{number}/ban-sao/*``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from motcua.gateway.translate.errors import Untranslatable, WrongDeclaration

_PART = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def compile_path(path: str, *, place: str) -> re.Pattern[str]:
    """A pattern for normalised paths: ``{name}`` and ``*`` are one segment, a last ``**`` any number; WrongDeclaration otherwise."""
    if path and not path.startswith("/"):
        raise WrongDeclaration(place, "a path begins with /")
    pieces, seen = [], set()
    for segment in path.split("/")[1:]:
        part = _PART.fullmatch(segment)
        if part is not None:
            if part[1] in seen:
                raise WrongDeclaration(place, f"{part[1]} is named twice")
            seen.add(part[1])
            pieces.append(f"/(?P<{part[1]}>[^/]+)")
        elif segment in {"*", "**"}:
            pieces.append("/[^/]+" if segment == "*" else "(?:/.*)?")
        elif "{" in segment or "}" in segment or "*" in segment:
            raise WrongDeclaration(place, f"{segment!r}: a named part is a whole segment")
        else:
            pieces.append("/" + re.escape(quote(unquote(segment), safe="-._~!$&'()+,;=:@")))
    return re.compile("".join(pieces), re.DOTALL)


def parts(match: re.Match[str]) -> dict[str, str]:
    """The named parts as text; Untranslatable when one is no UTF-8."""
    try:
        return {name: unquote(value, errors="strict") for name, value in match.groupdict().items()}
    except UnicodeDecodeError:
        raise Untranslatable("path", "không phải UTF-8", "is not UTF-8") from None


def named(path: str) -> frozenset[str]:
    """The names of the parts of a path."""
    return frozenset(_PART.findall(path))


def filled(path: str, values: Mapping[str, object]) -> str:
    """A path with its parts filled in, each as one segment; Untranslatable for a part that is missing or a path step."""

    def part(found: re.Match[str]) -> str:
        text = str(values.get(found[1]) or "")
        if not text or text in {".", ".."} or any(sign < " " or sign in "/\\" for sign in text):
            raise Untranslatable(f"path.{found[1]}", "không dùng được trong đường dẫn", "cannot stand in a path")
        return quote(text, safe="-._~")

    return _PART.sub(part, path)
