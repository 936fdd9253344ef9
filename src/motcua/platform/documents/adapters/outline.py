"""Builds .docx templates in the looks of NĐ 30/2020 from an outline in YAML: forms that can be read, reviewed and changed.

An outline is a list of parts, each a mapping with one key: ``head``, ``heading``, ``abstract``, ``grounds``, ``facts``, ``paragraph``,
``note``, ``list``, ``table``, ``scan``, ``closing``, ``signers``, ``space``; ``when: name`` beside it shows the part only for a value.
Texts may hold ``{{ name }}``.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
_BLACK = RGBColor(0, 0, 0)
_STATE, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc"
_WHERE = {"center": ALIGN.CENTER, "left": ALIGN.LEFT, "right": ALIGN.RIGHT, "justify": ALIGN.JUSTIFY}


def build(outline: Mapping[str, Any]) -> bytes:
    """The .docx template of an outline; KeyError for a part that does not exist."""
    document = docx.Document()
    _page(document, landscape=bool(outline.get("landscape")), size=int(outline.get("size", 13)))
    for part in outline["parts"]:
        given = dict(part)
        condition = given.pop("when", "")
        ((kind, value),) = given.items()
        if condition:
            document.add_paragraph(f"{{%p if {condition} %}}")
        _PARTS[kind](document, value)
        if condition:
            document.add_paragraph("{%p endif %}")
    document.core_properties.title = str(outline.get("title", ""))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Document, *, landscape: bool, size: int) -> None:
    section = document.sections[0]
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = width, height
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = (Mm(20), Mm(15)) if landscape else (Mm(30), Mm(18))
    for name, points in (("Normal", size), ("Heading 1", 14), ("Table Grid", max(size - 1, 10))):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(points), _BLACK
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN")
        properties.append(language)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    document.styles["Heading 1"].font.bold = True
    document.styles["Heading 1"].paragraph_format.alignment = ALIGN.CENTER


def _write(
    paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: float | None = None, where: str = ""
) -> Paragraph:
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)
    if where:
        paragraph.alignment = _WHERE[where]
    return paragraph


def _ruled(paragraph: Paragraph, *, indent: float) -> None:
    """A line below the paragraph, shorter than it by ``indent`` millimetres on both sides."""
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    paragraph._p.get_or_add_pPr().append(border)  # noqa: SLF001 - python-docx has no word for a paragraph's line
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.line_spacing = Pt(3)


def _frame(document: Document, widths: Sequence[float]) -> Table:
    """A table without lines that only places its cells; marked so that readers do not announce it as data."""
    table: Table = document.add_table(rows=1, cols=len(widths))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    return table


def _lines(cell: _Cell, rows: Sequence[tuple[str, dict[str, Any]]]) -> None:
    for place, (text, looks) in enumerate(rows):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        _write(paragraph, text, where="center", **looks)


def _head(document: Document, value: Mapping[str, str]) -> None:
    left, right = _frame(document, (64, 98)).rows[0].cells
    _lines(left, [(value["superior"], {"size": 12}), (value["agency"], {"bold": True, "size": 12})])
    _ruled(left.add_paragraph(), indent=20)
    _lines(right, [(_STATE, {"bold": True, "size": 12}), (_MOTTO, {"bold": True, "size": 13})])
    _ruled(right.add_paragraph(), indent=23)
    for cell, text, italic in ((left, value.get("number", ""), False), (right, value.get("place", ""), True)):
        _write(cell.add_paragraph(), text, italic=italic, size=13, where="center")


def _heading(document: Document, value: str) -> None:
    document.add_heading(value, level=1)


def _abstract(document: Document, value: str) -> None:
    _write(document.add_paragraph(), value, bold=True, size=14, where="center").paragraph_format.space_after = Pt(2)
    _ruled(document.add_paragraph(), indent=62)


def _facts(document: Document, value: Sequence[Sequence[str]]) -> None:
    """Pairs of a label and the name of a value; a value that is empty takes its line away."""
    for label, name in value:
        document.add_paragraph(f"{{%p if {name} %}}")
        paragraph = _write(document.add_paragraph(), f"{label}: ")
        _write(paragraph, f"{{{{ {name} }}}}", bold=True)
        document.add_paragraph("{%p endif %}")


def _paragraph(document: Document, value: str) -> None:
    paragraph = _write(document.add_paragraph(), value, where="justify")
    paragraph.paragraph_format.first_line_indent = Mm(10)


def _strong(document: Document, value: str) -> None:
    _write(document.add_paragraph(), value, bold=True)


def _note(document: Document, value: str) -> None:
    _write(document.add_paragraph(), value, italic=True, size=11)


def _list(document: Document, value: str) -> None:
    """Every text of the list that ``value`` names."""
    document.add_paragraph(f"{{%p for item in {value} %}}")
    _write(document.add_paragraph(style="List Number"), "{{ item }}")
    document.add_paragraph("{%p endfor %}")


def _table(document: Document, value: Mapping[str, Any]) -> None:
    """``rows`` names the list; ``columns`` are (heading, width in mm, text[, alignment]); the heading row repeats on every page."""
    columns = value["columns"]
    table = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.autofit = False
    head, loop, body, end = table.rows
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no word for a repeated row
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)  # noqa: SLF001
    loop.cells[0].text, end.cells[0].text = f"{{%tr for row in {value['rows']} %}}", "{%tr endfor %}"
    size = float(value.get("size", 12))
    for place, (title, width, text, *where) in enumerate(columns):
        _write(head.cells[place].paragraphs[0], title, bold=True, size=size, where="center")
        _write(body.cells[place].paragraphs[0], text, size=size, where=where[0] if where else "left")
        for row in table.rows:
            row.cells[place].width = Mm(width)
            row.cells[place].paragraphs[0].paragraph_format.space_after = Pt(0)
    document.add_paragraph()


def _scan(document: Document, value: str) -> None:
    """The QR code ``lookup`` and the bar code ``code`` beside words."""
    left, right = _frame(document, (32, 130)).rows[0].cells
    left.paragraphs[0].add_run("{{ qr.lookup }}")
    right.paragraphs[0].add_run("{{ barcode.code }}")
    _write(right.add_paragraph(), value, size=11)


def _closing(document: Document, value: Mapping[str, str]) -> None:
    """Recipients on the left (``recipients`` names the list), the signer on the right with his authority lines (``lines``)."""
    left, right = _frame(document, (84, 78)).rows[0].cells
    if value.get("recipients"):
        _write(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12)
        left.add_paragraph(f"{{%p for to in {value['recipients']} %}}")
        _write(left.add_paragraph(), "– {{ to }}{{ ';' if not loop.last else '.' }}", size=11)
        left.add_paragraph("{%p endfor %}")
    if value.get("lines"):
        right.paragraphs[0].add_run(f"{{%p for line in {value['lines']} %}}")
        _write(right.add_paragraph(), "{{ line }}", bold=True, where="center")
        right.add_paragraph("{%p endfor %}")
    _write(right.add_paragraph(), value["title"], bold=True, where="center").paragraph_format.space_after = Pt(64)
    _write(right.add_paragraph(), value["name"], bold=True, where="center")


def _signers(document: Document, value: Sequence[Mapping[str, str]]) -> None:
    cells = _frame(document, [162 / len(value)] * len(value)).rows[0].cells
    for cell, each in zip(cells, value, strict=True):
        _lines(cell, [(each["title"], {"bold": True}), (each.get("note", ""), {"italic": True, "size": 11})])
        cell.paragraphs[-1].paragraph_format.space_after = Pt(48)
        _write(cell.add_paragraph(), each["name"], bold=True, where="center")


def _space(document: Document, value: float) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(float(value))


_PARTS: dict[str, Callable[[Document, Any], None]] = {
    "head": _head, "heading": _heading, "abstract": _abstract, "facts": _facts, "paragraph": _paragraph, "strong": _strong, "note": _note,
    "list": _list, "table": _table, "scan": _scan, "closing": _closing, "signers": _signers, "space": _space,
}
