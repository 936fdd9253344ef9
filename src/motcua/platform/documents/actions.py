"""Making documents."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from motcua.platform.documents.adapters import outline as outlines
from motcua.platform.documents.adapters import typesetting, word
from motcua.platform.documents.contracts import (
    CodeRefused,
    DataRefused,
    Place,
    RenderFailed,
    TemplateUnknown,
    Typeset,
    templates,
    word_templates,
)
from motcua.platform.documents.rules import NotData, NotInCode128, clean

_log = logging.getLogger(__name__)
_A4 = (595.28, 841.89)


def render_pdf(
    *,
    template: str,
    data: Mapping[str, Any],
    language: str = "vi",
    qr: Mapping[str, str] | None = None,
    now: datetime | None = None,
    barcode: Mapping[str, str] | None = None,
) -> bytes:
    """An accessible PDF (PDF/UA-1, PDF/A-2a) from a registered template.

    ``data`` holds JSON values without floating-point numbers and is only shown, never run. ``qr`` maps keys to texts that the template
    places with ``qr(key, alt: …)``, ``barcode`` those of ``barcode(key, alt: …)`` (Code 128). ``now`` is written as the time of making.
    Errors: ``TemplateUnknown``, ``DataRefused``, ``CodeRefused``, ``RenderFailed``.
    """
    return render_placed(template=template, data=data, language=language, qr=qr, now=now, barcode=barcode, placed=False).pdf


def render_placed(
    *,
    template: str,
    data: Mapping[str, Any],
    language: str = "vi",
    qr: Mapping[str, str] | None = None,
    now: datetime | None = None,
    barcode: Mapping[str, str] | None = None,
    placed: bool = True,
) -> Typeset:
    """The same, with the places that the template keeps free for signatures (``signer(key: …)``); errors as ``render_pdf``."""
    found = templates.get(template)
    if found is None:
        raise TemplateUnknown(template=template)
    given = {
        "source": found.source, "data": _cleaned(data), "language": "en" if language == "en" else "vi", "qr": qr or {},
        "barcode": barcode or {},
    }
    try:
        pdf = typesetting.set_pdf(**given, at=now)
        noted = typesetting.places(**given) if placed else []
    except NotInCode128 as error:
        raise CodeRefused(text=str(error)) from error
    except typesetting.SetFailed as error:
        _log.exception("template %s did not set", template)
        raise RenderFailed(template=template) from error
    return Typeset(pdf=pdf, places={str(each["key"]): _place(each) for each in noted})


def render_docx(
    *,
    template: str,
    data: Mapping[str, Any],
    title: str = "",
    qr: Mapping[str, str] | None = None,
    now: datetime | None = None,
    barcode: Mapping[str, str] | None = None,
) -> bytes:
    """A .docx file from a registered Word template, for those who go on working with the text.

    ``data`` as for ``render_pdf``; a name that the template uses and ``data`` lacks is an error. Pictures of ``qr`` and ``barcode`` carry
    what they hold as alternative text. Errors: ``TemplateUnknown``, ``DataRefused``, ``CodeRefused``, ``RenderFailed``.
    """
    found = word_templates.get(template)
    if found is None:
        raise TemplateUnknown(template=template)
    cleaned = _cleaned(data, turning=False)
    try:
        return word.make(content=found.content, data=cleaned, qr=qr or {}, barcode=barcode or {}, at=now, title=title)
    except NotInCode128 as error:
        raise CodeRefused(text=str(error)) from error
    except word.WordFailed as error:
        _log.exception("template %s did not fill", template)
        raise RenderFailed(template=template) from error


def docx_template(*, outline: Mapping[str, Any]) -> bytes:
    """A .docx template in the looks of NĐ 30/2020 from an outline (see ``adapters/outline.py``), for ``WordTemplate(content=…)``."""
    return outlines.build(outline)


def font_file(*, bold: bool = False, italic: bool = False) -> Path:
    """The house's font for official documents (Tinos, the metrics of Times New Roman, all Vietnamese letters)."""
    style = ("Bold" if bold else "") + ("Italic" if italic else "")
    return typesetting.FONTS / f"Tinos-{style or 'Regular'}.ttf"


def _cleaned(data: Mapping[str, Any], *, turning: bool = True) -> Any:
    try:
        return clean(data, turning=turning)
    except NotData as error:
        raise DataRefused(path=str(error)) from error


def _place(noted: Mapping[str, Any]) -> Place:
    """From the typesetter's corner (upper left, pages from 1) to that of PDF; signed documents are portrait A4."""
    left, top = float(noted["x"]), _A4[1] - float(noted["y"])
    return Place(
        page=int(noted["page"]) - 1, left=left, bottom=top - float(noted["height"]), right=left + float(noted["width"]), top=top
    )
