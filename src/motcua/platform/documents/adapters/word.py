"""Word files: a template and data in, .docx out. Jinja runs in its sandbox on the template alone; data are escaped and only shown."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from docx.document import Document
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from motcua.platform.documents.adapters import codes

_QR_SIDE, _BAR_WIDTH, _BAR_HEIGHT = Mm(26), Mm(62), Mm(10)


class WordFailed(Exception):
    """The engine's own words on why a template and its data do not fit."""


def make(
    *, content: bytes, data: Mapping[str, Any], qr: Mapping[str, str], barcode: Mapping[str, str], at: datetime | None, title: str
) -> bytes:
    """The .docx of a template. ``qr`` and ``barcode`` are pictures under ``qr.<key>`` and ``barcode.<key>``, named for screen readers."""
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    pictures = _pictures(template, qr=qr, barcode=barcode)
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        template.render({**data, **pictures}, jinja_env=environment, autoescape=True)
    except (TemplateError, TypeError, ValueError, KeyError) as error:
        raise WordFailed(str(error)) from error
    document: Document = template.docx
    _name_pictures(document, {**{f"qr-{k}": v for k, v in qr.items()}, **{f"barcode-{k}": v for k, v in barcode.items()}})
    _properties(document, title=title, at=at)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def _pictures(template: DocxTemplate, *, qr: Mapping[str, str], barcode: Mapping[str, str]) -> dict[str, dict[str, InlineImage]]:
    def image(content: bytes, **size: Any) -> InlineImage:
        return InlineImage(template, io.BytesIO(content), **size)

    return {
        "qr": {key: image(codes.qr_png(text), width=_QR_SIDE) for key, text in qr.items()},
        "barcode": {key: image(codes.bar_png(text), width=_BAR_WIDTH, height=_BAR_HEIGHT) for key, text in barcode.items()},
    }


def _name_pictures(document: Document, texts: Mapping[str, str]) -> None:
    """Give every picture the text that it holds, in the order of placing (WCAG 1.1.1)."""
    named = [(k, v) for k, v in texts.items()]
    wanted = {"qr": [v for k, v in named if k.startswith("qr-")], "bar": [v for k, v in named if k.startswith("barcode-")]}
    for shape in document.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):
        extent = shape.getparent().find("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent")
        square = extent is not None and extent.get("cx") == extent.get("cy")
        kind = "qr" if square else "bar"
        text = wanted[kind].pop(0) if wanted[kind] else ""
        shape.set("descr", f"Mã QR: {text}" if square else f"Mã vạch: {text}")


def _properties(document: Document, *, title: str, at: datetime | None) -> None:
    about = document.core_properties
    about.title, about.language, about.author, about.last_modified_by = title, "vi-VN", "Một Cửa", "Một Cửa"
    made_at = (at or datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC).replace(microsecond=0, tzinfo=None)
    about.created = about.modified = made_at
