"""What codes and words of the portal mean here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from motcua.channels.national.contracts import CodeTables, MessageMalformed, Problem
from motcua.kernel.text import squeeze

WITHDRAWN = 7
# What a fact of casework tells the portal: the status after it, or None where the dossier itself says.
TOLD: Mapping[str, int | None] = {
    "casework.dossier.submitted.v1": 1,
    "casework.dossier.fee_paid.v1": None,
    "casework.dossier.received.v1": 2,
    "casework.dossier.refused.v1": 3,
    "casework.dossier.moved.v1": None,
    "casework.dossier.supplement_requested.v1": 5,
    "casework.dossier.supplement_extended.v1": 5,
    "casework.dossier.supplemented.v1": None,
    "casework.dossier.paused.v1": None,
    "casework.dossier.resumed.v1": None,
    "casework.dossier.extended.v1": None,
    "casework.dossier.due_recomputed.v1": None,
    "casework.dossier.transferred.v1": None,
    "casework.dossier.revoked.v1": 4,
    "casework.dossier.corrected.v1": 4,
    "casework.dossier.resolved.v1": 9,
    "casework.dossier.handed_back.v1": 10,
    "casework.dossier.withdrawn.v1": 7,
    "casework.dossier.stopped.v1": 8,
}


def status_of(text: str, *, tables: CodeTables) -> int | None:
    """The number of a status as number or word; None for words that say nothing of the status (``posting``). ``MessageMalformed``."""
    plain = text.strip().lower()
    if plain in tables.codes["status"]:
        return int(plain)
    if plain in tables.words:
        number = tables.words[plain]
        return int(number) if number else None
    problem = Problem("TrangThai", f"trạng thái “{text[:40]}” không có trong bảng mã.", f"the status “{text[:40]}” is not in the table.")
    raise MessageMalformed(problems=(problem,))


def answers_of(other: str) -> dict[str, Any]:
    """The form's answers, which travel as a JSON object in ``ThongTinKhac``; plain text there is a note and no answer."""
    text = other.strip()
    if not text.startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        problem = Problem("ThongTinKhac", "không phải JSON hợp lệ.", "is not valid JSON.")
        raise MessageMalformed(problems=(problem,)) from None
    return {str(key)[:100]: value for key, value in found.items()}


def fee_paid(*, paid_online: str, amounts: tuple[int, ...]) -> int:
    """Đồng that were paid on the portal already (DuocThanhToanTrucTuyen = 1)."""
    return sum(amounts) if paid_online == "1" else 0


def shortened(text: str, most: int) -> str:
    """Text on one line, cut to ``most`` letters with an ellipsis."""
    line = squeeze(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def mended(body: Mapping[str, Any], changes: Mapping[str, str]) -> dict[str, Any]:
    """A copy of a raw message in which the values at some paths (``TaiLieuNop.0.TenTepDinhKem``) are replaced.

    An unknown field is removed by an empty value. ValueError for a path that leads nowhere.
    """
    made: dict[str, Any] = json.loads(json.dumps(body))
    for path, value in changes.items():
        *way, last = path.split(".")
        place: Any = made
        for step in way:
            try:
                place = place[int(step)] if isinstance(place, list) else place[step]
            except (KeyError, IndexError, ValueError, TypeError):
                msg = f"no such place: {path}"
                raise ValueError(msg) from None
        if not isinstance(place, dict):
            msg = f"no such place: {path}"
            raise ValueError(msg)  # noqa: TRY004 - a wrong path, not a wrong type
        place.pop(last, None)
        if value:
            place[last] = value
    return made


def value_at(body: Mapping[str, Any], path: str) -> str:
    """The value at a path as text to be mended; empty when there is none or when it is no plain value."""
    place: Any = body
    for step in path.split("."):
        if isinstance(place, list) and step.isdecimal() and int(step) < len(place):
            place = place[int(step)]
        elif isinstance(place, Mapping):
            place = place.get(step)
        else:
            return ""
    return str(place)[:500] if isinstance(place, str | int | float) else ""
