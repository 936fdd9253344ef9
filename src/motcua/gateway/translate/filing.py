"""Files instead of calls: names, receipts, manifests and contents; the folders themselves are somebody else's business."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal

import msgspec

from motcua.gateway.translate.bodies import Bodies
from motcua.gateway.translate.csv_bodies import read_rows, write_rows
from motcua.gateway.translate.declarations import PLACEHOLDER
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.json_bodies import read_json
from motcua.gateway.translate.paths import join, split, take
from motcua.gateway.translate.settings import FileSettings, Incoming, vocabulary

_MARKS = {"receipt": "(?P<receipt>[a-z2-7]{26})", "date": "[0-9]{8}", "any": "[A-Za-z0-9_.-]*"}
_SHA256 = re.compile(r"([0-9a-fA-F]{64})(?:\s.*)?", re.DOTALL)
MANIFESTS = (".sha256", ".manifest.json")
"""How names of manifests end."""
MOST_DOCUMENT = 10 * 1024 * 1024
"""Bytes of a file that is one document and not rows."""


class FileTranslator:
    """One checked declaration at work."""

    def __init__(self, settings: FileSettings) -> None:
        self.settings = settings
        words = vocabulary(settings)
        self._outgoing = Bodies(settings.outgoing.shape, settings.outgoing.rules, words)
        self._incoming = tuple((_name_pattern(one.name), one, Bodies(one.shape, one.rules, words)) for one in settings.incoming)

    def file_name(self, receipt: str, on: date) -> str:
        """The name of an outgoing file."""
        return self.settings.outgoing.name.replace("{receipt}", receipt).replace("{date}", f"{on:%Y%m%d}")

    def content(self, pieces: Iterable[bytes], *, lines: bool = False) -> Iterator[bytes]:
        """The outgoing file piece by piece; Untranslatable names the place in the body, at once or at a row.

        ``lines``: the body is one JSON value a line (``application/x-ndjson``), so that rows of any number are read one by one.
        """
        outgoing = self.settings.outgoing
        if lines and outgoing.shape.format == "csv":
            return self._written(_lines(pieces), "body")
        tree = read_json(b"".join(pieces), place="body")
        if outgoing.shape.format != "csv":
            return iter([self._outgoing.out(tree, place="body")])
        place = join("body", outgoing.rows)
        rows = take(tree, split(outgoing.rows), place="body", marked_up=False)
        if not isinstance(rows, list) or not rows:
            raise Untranslatable(place, "không có dòng nào", "has no rows")
        return self._written(rows, place)

    def _written(self, rows: Iterable[Any], place: str) -> Iterator[bytes]:
        mapped = (self._outgoing.mapping.out(row, place=f"{place}[{number}]") for number, row in enumerate(rows))
        return write_rows(mapped, self.settings.outgoing.shape, columns=self._outgoing.columns, place=place)

    def recognised(self, name: str) -> tuple[str, Incoming] | None:
        """The receipt in the name of a file that came, and its kind; None for a name that nobody declared."""
        for pattern, one, _ in self._incoming:
            found = pattern.fullmatch(name)
            if found is not None:
                return found["receipt"], one
        return None

    def rows(self, kind: Incoming, pieces: Iterable[bytes]) -> Iterator[Any]:
        """Our rows of a file that came, one by one; a document is one row. Untranslatable names the place in the file."""
        bodies = next(bodies for _, one, bodies in self._incoming if one is kind)
        if kind.shape.format == "csv":
            for number, row in enumerate(read_rows(pieces, kind.shape, columns=bodies.columns, place="rows"), 1):
                yield bodies.mapping.inward(row, place=f"rows[{number}]")
            return
        data = b""
        for piece in pieces:
            data += piece
            if len(data) > MOST_DOCUMENT:
                raise Untranslatable("/", f"lớn hơn {MOST_DOCUMENT} byte", f"is larger than {MOST_DOCUMENT} bytes")
        yield bodies.inward(data, place="")


def receipt_of(*, client: str, service: str, message_id: str) -> str:
    """The receipt of a message: the same for the same ``X-Road-Id`` of the same client, 130 bits, letters and digits 2–7."""
    digest = hashlib.sha256(f"{client}\n{service}\n{message_id}".encode()).digest()
    return base64.b32encode(digest).decode()[:26].lower()


def manifest_name(name: str, kind: Literal["", "sha256", "json"]) -> str:
    """The name of the manifest beside a file; empty for none."""
    return f"{name}.{'sha256' if kind == 'sha256' else 'manifest.json'}" if kind else ""


def manifest(name: str, kind: Literal["", "sha256", "json"], *, sha256: str, size: int) -> bytes:
    """The manifest of a file: a line as of ``sha256sum``, or an object with file, size and digest."""
    if kind == "sha256":
        return f"{sha256}  {name}\n".encode()
    return msgspec.json.encode({"file": name, "size": size, "sha256": sha256})


def promised(text: bytes, kind: Literal["", "sha256", "json"]) -> str:
    """The digest that a manifest promises, lower case; Untranslatable when it promises none."""
    digest = ""
    if kind == "json":
        tree = read_json(text, place="manifest")
        digest = str(tree.get("sha256", "")) if isinstance(tree, dict) else ""
    found = _SHA256.fullmatch(digest or text.decode("utf-8", errors="replace").strip())
    if found is None:
        raise Untranslatable("manifest", "không có mã SHA-256", "holds no SHA-256")
    return found[1].lower()


def _name_pattern(name: str) -> re.Pattern[str]:
    pieces, end = [], 0
    for mark in PLACEHOLDER.finditer(name):
        pieces += [re.escape(name[end : mark.start()]), _MARKS[mark[1]]]
        end = mark.end()
    return re.compile("".join(pieces) + re.escape(name[end:]))


def _lines(pieces: Iterable[bytes]) -> Iterator[Any]:
    """JSON values, one a line."""
    rest, number = b"", 0
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        if len(rest) > MOST_DOCUMENT:
            raise Untranslatable(f"body[{number}]", "dòng quá dài", "the line is too long")
        for line in whole:
            if line.strip():
                yield read_json(line, place=f"body[{number}]")
                number += 1
    if rest.strip():
        yield read_json(rest, place=f"body[{number}]")
