"""Typst in process: templates and data in, PDF/UA-1 out. Nothing is fetched, and only the house's folder can be read."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from motcua.platform.documents.adapters import codes as codes_of

ROOM = Path(__file__).resolve().parents[1]
FONTS = ROOM / "fonts"
HOUSE = ROOM / "typeset"
# Accessible (ISO 14289-1) and self-contained for the archive (ISO 19005-2, level A).
STANDARDS = ["ua-1", "a-2a"]

_here = threading.local()


class SetFailed(Exception):
    """The engine's own words on why a template did not set."""


def set_pdf(
    *, source: str, data: Any, language: str, qr: Mapping[str, str], at: datetime | None, barcode: Mapping[str, str] | None = None
) -> bytes:
    """The PDF of a template; ``SetFailed`` when it does not compile. ``at`` is written as the time of making."""
    payload = _payload(data=data, language=language, qr=qr, barcode=barcode or {})
    made_at = at.replace(microsecond=0) if at else None  # PDF dates end at the second
    try:
        made = _compiler().compile(
            source.encode(), format="pdf", sys_inputs={"payload": payload}, pdf_standards=STANDARDS, timestamp=made_at, pdf_tags=True
        )
    except typst.TypstError as error:
        raise SetFailed(getattr(error, "diagnostic", "") or str(error)) from error
    return bytes(made)


def places(*, source: str, data: Any, language: str, qr: Mapping[str, str], barcode: Mapping[str, str] | None = None) -> list[Any]:
    """What the template's ``place-for`` noted: key, page (from 1), left, top, width and height in points from the upper left corner."""
    payload = _payload(data=data, language=language, qr=qr, barcode=barcode or {})
    try:
        found = typst.query(
            source.encode(), "<place>", field="value", root=str(HOUSE), font_paths=_fonts(), ignore_system_fonts=True,
            sys_inputs={"payload": payload},
        )
    except typst.TypstError as error:
        raise SetFailed(getattr(error, "diagnostic", "") or str(error)) from error
    return list(json.loads(found))


def _payload(*, data: Any, language: str, qr: Mapping[str, str], barcode: Mapping[str, str]) -> str:
    codes = {"qr": {k: codes_of.qr_svg(v) for k, v in qr.items()}, "barcode": {k: codes_of.bar_svg(v) for k, v in barcode.items()}}
    return json.dumps({"data": shown(data), "language": language, **codes}, ensure_ascii=False)


def shown(value: Any) -> Any:
    """The value with every character that the font cannot show replaced by an empty box.

    An archive PDF may not hold a character without a shape (ISO 19005-2 §6.2.11.8), and one emoji must not stop a decision.
    """
    if isinstance(value, str):
        letters = _letters()
        return "".join(c if c in letters or c in "\n\t" else "□" for c in value)
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    return value


@cache
def _letters() -> frozenset[str]:
    common: set[int] | None = None
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            here = set(font.getBestCmap())
        common = here if common is None else common & here
    return frozenset(chr(code) for code in common or ())


def check_config() -> None:
    """Make one document; ``SetFailed`` says what keeps documents from being made."""
    set_pdf(source='#import "/house.typ": *\n#show: official.with(title: "x")\nĐộc lập', data={}, language="vi", qr={}, at=None)


def _compiler() -> Any:
    # A compiler keeps the state of its last run, so each thread has its own; the fonts are read once.
    if not hasattr(_here, "compiler"):
        _here.compiler = typst.Compiler(root=str(HOUSE), font_paths=_fonts(), ignore_system_fonts=True)
    return _here.compiler


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
