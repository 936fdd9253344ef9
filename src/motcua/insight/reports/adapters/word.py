"""A chapter as a Word document, laid out after NĐ 30/2020/NĐ-CP, every figure with a real footnote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from motcua.insight.reports.adapters.footnotes import Footnotes
from motcua.insight.reports.contracts import Chapter, Figure
from motcua.insight.reports.rules import as_published, footnote
from motcua.kernel.clock import local
from motcua.kernel.dates_vi import place_and_date

_WORDS = {
    "vi": {
        "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "motto": "Độc lập - Tự do - Hạnh phúc",
        "committee": "ỦY BAN NHÂN DÂN",
        "report": "BÁO CÁO CHUYỂN ĐỔI SỐ NĂM {year}",
        "chapter": "Chương {code}. {title}",
        "published": "Số liệu thành phố đã công bố cho năm 2022",
        "heads": ("Chỉ tiêu", "Giá trị", "Kỳ", "Văn bản"),
    },
    "en": {
        "nation": "SOCIALIST REPUBLIC OF VIET NAM",
        "motto": "Independence - Freedom - Happiness",
        "committee": "PEOPLE'S COMMITTEE",
        "report": "REPORT ON DIGITAL TRANSFORMATION {year}",
        "chapter": "Chapter {code}. {title}",
        "published": "Figures that the city published for 2022",
        "heads": ("Figure", "Value", "Period", "Document"),
    },
}


def write(chapter: Chapter, *, city: str, now: datetime) -> bytes:
    """The .docx of a chapter; ``city`` in capitals above, ``now`` as date of the document."""
    document = Document()
    _page(document, chapter, now)
    notes = Footnotes(document)
    words = _WORDS[chapter.language]
    _head(document, chapter, city=city, now=now)
    _centred(document, str(words["report"]).format(year=chapter.year), bold=True, size=14)
    document.add_heading(str(words["chapter"]).format(code=chapter.code, title=chapter.title), level=1)
    for place, section in enumerate(chapter.sections, start=1):
        document.add_heading(f"{place}. {section.title}", level=2)
        for sentence in section.sentences:
            paragraph = document.add_paragraph()
            for piece in sentence.pieces:
                if isinstance(piece, Figure):
                    paragraph.add_run(piece.shown)
                    notes.add(paragraph, footnote(piece, language=chapter.language))
                else:
                    paragraph.add_run(piece)
    _unit_table(document, chapter, notes, number=len(chapter.sections) + 1)
    if chapter.published:
        document.add_heading(f"{len(chapter.sections) + 2}. {words['published']}", level=2)
        named = [p.name_en if chapter.language == "en" else p.name_vi for p in chapter.published]
        rows = [
            (n, as_published(p, language=chapter.language), p.period, p.document) for n, p in zip(named, chapter.published, strict=True)
        ]
        _table(document, tuple(words["heads"]), rows)
    notes.close()
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(document: WordDocument, chapter: Chapter, now: datetime) -> None:
    """A4 with the margins and the typeface of NĐ 30/2020/NĐ-CP, Phụ lục I; title and language for readers of any kind."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(20), Mm(20), Mm(30), Mm(15)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(14)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), "Times New Roman")
    properties = document.core_properties
    properties.title = str(_WORDS[chapter.language]["report"]).format(year=chapter.year)
    properties.language = "en-GB" if chapter.language == "en" else "vi-VN"
    properties.author = ""
    properties.created = properties.modified = now.replace(tzinfo=None)
    properties.comments = f"snapshot {chapter.snapshot}"


def _head(document: WordDocument, chapter: Chapter, *, city: str, now: datetime) -> None:
    words = _WORDS[chapter.language]
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.text = f"{words['committee']}\n{city.upper()}"
    right.text = f"{words['nation']}\n{words['motto']}"
    for cell in (left, right):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in cell.paragraphs[0].runs:
            run.bold, run.font.size = True, Pt(12)
    dated = place_and_date(_place(city), local(now).date()) if chapter.language == "vi" else f"{_place(city)}, {local(now):%d/%m/%Y}"
    paragraph = document.add_paragraph(dated)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.runs[0].italic = True


def _place(city: str) -> str:
    """The place name without what kind of place it is."""
    return city.removeprefix("Thành phố ").removeprefix("Tỉnh ")


def _centred(document: WordDocument, text: str, *, bold: bool, size: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _unit_table(document: WordDocument, chapter: Chapter, notes: Footnotes, *, number: int) -> None:
    document.add_heading(f"{number}. {chapter.table.title}", level=2)
    table = _table(document, chapter.table.heads, chapter.table.rows)
    for cell, note in zip(table.rows[0].cells[1:], chapter.table.notes, strict=True):
        notes.add(cell.paragraphs[0], footnote(note, language=chapter.language))


def _table(document: WordDocument, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    """A ruled table whose first row is a head that repeats on every page."""
    table: Table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    repeat = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no door for repeated heads
    repeat.append(repeat.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for row in rows:
        cells = table.add_row().cells  # type: ignore[no-untyped-call]
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            cell.text = text
            if place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return table
