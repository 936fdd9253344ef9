"""The offline check as a program: files in, a page of text or JSON out. It opens no connection."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from motcua.kernel.sdjwt.checking import check
from motcua.kernel.sdjwt.compact import LARGEST, Malformed, strict_json
from motcua.kernel.sdjwt.verdicts import Outcome, Verdict

STATUS = {Outcome.ACCEPTED: 0, Outcome.REFUSED: 1, Outcome.UNSETTLED: 2}
UNREADABLE = 64
_WORDS = {
    Outcome.ACCEPTED: ("CHẤP NHẬN", "ACCEPTED"),
    Outcome.REFUSED: ("TỪ CHỐI", "REFUSED"),
    Outcome.UNSETTLED: ("CHƯA ĐỦ CĂN CỨ", "UNSETTLED"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Check a file; 0 accepted, 1 refused, 2 unsettled, 64 when a file cannot be read."""
    given = _parser().parse_args(argv)
    try:
        keys = strict_json(_read(given.keys).encode())
        presentation = "".join(_read(given.file).split())
        status = _read(given.status) if given.status else None
        now = datetime.fromisoformat(given.at) if given.at else datetime.now(tz=UTC)
        if not isinstance(keys, dict) or now.tzinfo is None:
            raise Malformed
    except (OSError, ValueError) as error:
        sys.stderr.write(f"không đọc được · cannot be read: {error}\n")
        return UNREADABLE
    found = check(
        presentation=presentation, keys=keys, now=now, status=status, audience=given.audience, nonce=given.nonce,
        binding_needed=not given.without_binding,
    )  # fmt: skip
    sys.stdout.write(f"{_as_json(found) if given.json else _as_text(found, given.language)}\n")
    return STATUS[found.outcome]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua credentials verify", description="Check a credential without network and database.")
    parser.add_argument("file", help="what the holder gave: the text of a presentation; - reads standard input")
    parser.add_argument("--keys", required=True, help="the issuer's metadata, from /.well-known/jwt-vc-issuer")
    parser.add_argument("--status", help="the status list that the credential names")
    parser.add_argument("--audience", help="for whom the proof must be made")
    parser.add_argument("--nonce", help="the question that the proof must answer")
    parser.add_argument("--without-binding", action="store_true", help="take a credential without its holder's proof")
    parser.add_argument("--at", metavar="INSTANT", help="check as of this instant (ISO 8601 with offset) instead of now")
    parser.add_argument("--language", choices=("vi", "en"), default="vi")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    return parser


def _read(name: str) -> str:
    """The text of a file, not more than a credential or a list can be."""
    if name == "-":
        return sys.stdin.read(LARGEST + 1)
    path = Path(name)
    if path.stat().st_size > 64 * LARGEST:
        raise Malformed("too_large")
    return path.read_text(encoding="utf-8")


def _as_json(found: Verdict) -> str:
    facts: dict[str, Any] = {"outcome": found.outcome, **asdict(found)}
    return json.dumps(facts, ensure_ascii=False, default=lambda value: value.isoformat(), indent=1)


def _as_text(found: Verdict, language: str) -> str:
    english = language == "en"
    lines = [_WORDS[found.outcome][english]]
    lines += [f"- {wrong.sentence(language)}" for wrong in (*found.problems, *found.doubts)]
    rows = [
        (("Nơi cấp", "Issuer"), " · ".join(filter(None, (found.authority, found.unit, found.issuer)))),
        (("Loại", "Kind"), found.kind),
        (("Có giá trị", "Valid"), " → ".join(_day(at) for at in (found.valid_from, found.valid_to) if at)),
        (("Danh sách trạng thái lúc", "Status list of"), _day(found.status_at)),
        (("Làm cho", "Made for"), found.audience),
        (("Khóa bị rút từ", "Key withdrawn since"), _day(found.key_withdrawn_at)),
        *(((name, name), _shown(value)) for name, value in found.claims.items()),
    ]
    return "\n".join(lines + [f"{words[english]}: {value}" for words, value in rows if value])


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else "�" for letter in text)  # nothing in a claim may steer a terminal


def _day(at: datetime | None) -> str:
    return at.isoformat(timespec="minutes") if at else ""
