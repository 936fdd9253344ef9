"""What was found about a person: counted, digested, packed – the same bytes for the same data."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

_EPOCH = (2026, 1, 1, 0, 0, 0)


def count(found: Mapping[str, Any]) -> int:
    """How many things a source holds: the members of its lists; anything else counts as one unless it is empty."""
    return sum(len(value) if isinstance(value, list) else int(bool(value)) for value in found.values())


def as_json(found: Mapping[str, Any]) -> bytes:
    """The data as JSON, keys in order, so that the same data give the same bytes."""
    return json.dumps(found, ensure_ascii=False, sort_keys=True, indent=1, default=str).encode()


def digest(found: Mapping[str, Any]) -> str:
    """SHA-256 of the data, by which a plan is known to be that of today."""
    return hashlib.sha256(as_json(found)).hexdigest()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """One ZIP with the parts and ``SHA256SUMS``; without times of its own, so that it is the same whenever it is made."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(parts.items()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in [*sorted(parts.items()), ("SHA256SUMS", sums.encode())]:
            made.writestr(zipfile.ZipInfo(name, date_time=_EPOCH), content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def rows(found: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """The data as lines to read: the way to each value, and the value; empty ones are left out."""
    lines: list[tuple[str, str]] = []
    for key, value in found.items():
        where = f"{prefix}{key}"
        if isinstance(value, Mapping):
            lines += rows(value, f"{where} › ")
        elif isinstance(value, list):
            for n, one in enumerate(value, start=1):
                lines += rows(one, f"{where} {n} › ") if isinstance(one, Mapping) else [(f"{where} {n}", str(one))]
        elif value not in (None, "", {}):
            lines.append((where, str(value)))
    return lines
