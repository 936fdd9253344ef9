"""Selective disclosure (RFC 9901 §4 and §7): digests are opened by what was sent along, and by nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from motcua.kernel.sdjwt.compact import DEEPEST, Malformed, Presented, decode, encode, read_jws, strict_json

# Control claims that decide whether a credential counts may not be withheld (SD-JWT VC §3.2.2.2).
CONTROL = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "_sd_alg"})
_MEMBER, _ELEMENT = 3, 2


class Opening:
    """Opens the digests of one credential; every piece must be used once."""

    def __init__(self, disclosures: Collection[str]) -> None:
        self.pieces: dict[str, list[Any]] = {}
        for text in disclosures:
            try:
                value = strict_json(decode(text))
            except Malformed as error:
                raise Malformed("disclosure") from error
            digest = encode(hashlib.sha256(text.encode("ascii")).digest())
            if digest in self.pieces:
                raise Malformed("digest_twice")
            if not isinstance(value, list) or len(value) not in {_MEMBER, _ELEMENT} or not isinstance(value[0], str):
                raise Malformed("disclosure")
            self.pieces[digest] = value
        self.seen: set[str] = set()
        self.opened: set[str] = set()

    def claims(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The payload with its opened claims in place and without digests; ``Malformed`` when a piece has no place."""
        if payload.get("_sd_alg", "sha-256") != "sha-256":
            raise Malformed("digest_algorithm")
        found = self._object({name: value for name, value in payload.items() if name != "_sd_alg"}, depth=0)
        if set(self.pieces) != self.opened:
            raise Malformed("disclosure_unknown")
        return found

    @property
    def hidden(self) -> int:
        """How many digests stayed closed."""
        return len(self.seen - self.opened)

    def _value(self, value: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise Malformed("too_deep")
        if isinstance(value, Mapping):
            return self._object(value, depth=depth)
        if isinstance(value, list):
            return self._array(value, depth)
        return value

    def _object(self, value: Mapping[str, Any], *, depth: int) -> dict[str, Any]:
        digests = value.get("_sd", [])
        if not isinstance(digests, list) or "..." in value or (depth and "_sd_alg" in value):
            raise Malformed
        found = {name: self._value(inner, depth + 1) for name, inner in value.items() if name != "_sd"}
        for digest in digests:
            piece = self._open(digest, length=_MEMBER)
            if piece is None:
                continue
            name = piece[1]
            if not isinstance(name, str) or name in {"_sd", "..."}:
                raise Malformed("disclosure")
            if not depth and name in CONTROL:
                raise Malformed("claim_reserved")
            if name in found:
                raise Malformed("claim_twice")
            found[name] = self._value(piece[2], depth + 1)
        return found

    def _array(self, value: list[Any], depth: int) -> list[Any]:
        found = []
        for element in value:
            if isinstance(element, Mapping) and set(element) == {"..."}:
                piece = self._open(element["..."], length=_ELEMENT)
                if piece is not None:
                    found.append(self._value(piece[1], depth + 1))
            else:
                found.append(self._value(element, depth + 1))
        return found

    def _open(self, digest: Any, *, length: int) -> list[Any] | None:
        if not isinstance(digest, str):
            raise Malformed
        if digest in self.seen:
            raise Malformed("digest_twice")
        self.seen.add(digest)
        piece = self.pieces.get(digest)
        if piece is None:
            return None
        if len(piece) != length:
            raise Malformed("disclosure")
        self.opened.add(digest)
        return piece


def select(*, presented: Presented, names: Collection[str]) -> Presented:
    """The presentation with only the pieces that open ``names`` (dotted for claims inside claims); KeyError for a name that has no piece.

    A piece inside another is sent with the one around it.
    """
    paths = _paths(presented)
    wanted = set(names)
    unknown = wanted - set(paths)
    if unknown:
        raise KeyError(min(unknown))
    needed = {text for name in wanted for path, text in paths.items() if name == path or name.startswith(f"{path}.")}
    return Presented(token=presented.token, disclosures=tuple(d for d in presented.disclosures if d in needed), binding="")


def paths_of(presented: Presented) -> tuple[str, ...]:
    """The dotted names of all claims that can be shown or withheld."""
    return tuple(sorted(_paths(presented)))


def _paths(presented: Presented) -> dict[str, str]:
    """Where each member that can be disclosed stands: ``address.street`` → its piece."""
    pieces = {encode(hashlib.sha256(text.encode("ascii")).digest()): text for text in presented.disclosures}
    found: dict[str, str] = {}

    def walk(value: Any, prefix: str) -> None:
        if not isinstance(value, Mapping):
            return
        for digest in value.get("_sd", []):
            text = pieces.get(digest)
            if text is not None:
                _, name, inner = strict_json(decode(text))
                found[f"{prefix}{name}"] = text
                walk(inner, f"{prefix}{name}.")
        for name, inner in value.items():
            if name != "_sd":
                walk(inner, f"{prefix}{name}.")

    walk(read_jws(presented.token).payload, "")
    return found
