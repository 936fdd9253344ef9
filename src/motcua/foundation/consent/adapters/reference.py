"""Reads the YAML files of ``data/``: purposes, texts, and words for facts and places."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.foundation.consent import rules
from motcua.foundation.consent.contracts import ConsentText, GroundKind, Purpose, PurposesFaulty

DATA = Path(__file__).resolve().parents[1] / "data"


def read_purposes(folder: Path = DATA) -> tuple[Purpose, ...]:
    """All versions of all purposes; ``PurposesFaulty`` names what is wrong."""
    try:
        return tuple(_purpose(row) for row in _load(folder / "purposes.yaml"))
    except (KeyError, TypeError, ValueError) as error:
        raise PurposesFaulty(reason=f"purposes.yaml: {error!r}") from error


def read_texts(folder: Path = DATA) -> tuple[ConsentText, ...]:
    """All versions of all texts, with their hashes."""
    try:
        return tuple(text_of(**_text_row(row)) for row in _load(folder / "texts.yaml"))
    except (KeyError, TypeError, ValueError) as error:
        raise PurposesFaulty(reason=f"texts.yaml: {error!r}") from error


def text_of(*, purpose: str, version: int, effective_from: date, widens: bool, vi: str, en: str) -> ConsentText:
    """A text with its hashes; without words in both languages ``ValueError``."""
    if not vi.strip() or not en.strip():
        msg = f"{purpose} v{version} has no words"
        raise ValueError(msg)
    return ConsentText(
        purpose=purpose, version=version, effective_from=effective_from, widens=widens, vi=vi.strip(), en=en.strip(),
        hash_vi=rules.text_hash(purpose=purpose, version=version, language="vi", words=vi),
        hash_en=rules.text_hash(purpose=purpose, version=version, language="en", words=en),
    )  # fmt: skip


@cache
def words() -> dict[str, dict[str, tuple[str, str]]]:
    """Words (vi, en) of kinds of data (``categories``) and places of reading (``sources``) by code."""
    return {kind: {code: (pair[0], pair[1]) for code, pair in rows.items()} for kind, rows in _load(DATA / "facts.yaml").items()}


def _text_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "purpose": row["purpose"], "version": int(row["version"]), "effective_from": _day(row["from"]), "widens": bool(row["widens"]),
        "vi": row["vi"], "en": row["en"],
    }  # fmt: skip


def _purpose(row: dict[str, Any]) -> Purpose:
    return Purpose(
        code=row["code"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        plain_vi=row["plain_vi"],
        plain_en=row["plain_en"],
        ground=GroundKind(row["ground"]),
        citation=row["citation"],
        controllers=tuple(row["controllers"]),
        categories=tuple(row["categories"]),
        retention_vi=row["retention_vi"],
        retention_en=row["retention_en"],
        effective_from=_day(row["from"]),
        effective_to=_day(row["to"]) if row.get("to") else None,
        trust=row["trust"],
    )


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _day(value: date | str) -> date:
    """YAML reads an unquoted date as a date already."""
    return value if isinstance(value, date) else date.fromisoformat(value)
