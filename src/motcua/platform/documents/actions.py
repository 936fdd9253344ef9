"""Making documents."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from motcua.platform.documents.adapters import typesetting
from motcua.platform.documents.contracts import DataRefused, RenderFailed, TemplateUnknown, templates
from motcua.platform.documents.rules import NotData, clean

_log = logging.getLogger(__name__)


def render_pdf(
    *,
    template: str,
    data: Mapping[str, Any],
    language: str = "vi",
    qr: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> bytes:
    """An accessible PDF (PDF/UA-1, PDF/A-2a) from a registered template.

    ``data`` holds JSON values without floating-point numbers and is only shown, never run. ``qr`` maps keys to texts that the template
    places with ``qr(key, alt: …)``. ``now`` is written as the time of making. Errors: ``TemplateUnknown``, ``DataRefused``,
    ``RenderFailed``.
    """
    found = templates.get(template)
    if found is None:
        raise TemplateUnknown(template=template)
    try:
        cleaned = clean(data)
    except NotData as error:
        raise DataRefused(path=str(error)) from error
    try:
        return typesetting.set_pdf(
            source=found.source, data=cleaned, language="en" if language == "en" else "vi", qr=qr or {}, at=now
        )
    except typesetting.SetFailed as error:
        _log.exception("template %s did not set", template)
        raise RenderFailed(template=template) from error


def font_file(*, bold: bool = False, italic: bool = False) -> Path:
    """The house's font for official documents (Tinos, the metrics of Times New Roman, all Vietnamese letters)."""
    style = ("Bold" if bold else "") + ("Italic" if italic else "")
    return typesetting.FONTS / f"Tinos-{style or 'Regular'}.ttf"
