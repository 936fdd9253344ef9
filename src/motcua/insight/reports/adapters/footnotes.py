"""Footnotes of a Word document (ECMA-376 Part 1 §17.11), which python-docx cannot write: a part of their own and references to it."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_TEXT, _REFERENCE = "footnote text", "footnote reference"
# Word wants the two rules above footnotes first, with these ids.
_RULES = ((-1, "separator"), (0, "continuationSeparator"))


class Footnotes:
    """Collects the footnotes of a document; ``close`` writes them into it. Numbers run from 1 in the order of adding."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        self._next = 1
        self._styles()
        for ident, kind in _RULES:
            self._root.append(_rule(ident, kind))

    def add(self, paragraph: Paragraph, text: str) -> int:
        """Put a reference at the end of the paragraph and the text at the foot; gives the number."""
        ident, self._next = self._next, self._next + 1
        run = paragraph.add_run(style=_REFERENCE)
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(ident))
        run._r.append(reference)  # noqa: SLF001 - python-docx has no door for references
        self._root.append(_note(ident, text))
        return ident

    def close(self) -> None:
        """Write the part and name it in the document and its settings."""
        content = serialize_part_xml(self._root)
        part = Part(PackURI("/word/footnotes.xml"), _CONTENT, content, self._document.part.package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        named = OxmlElement("w:footnotePr")
        for ident, _kind in _RULES:
            rule = OxmlElement("w:footnote")
            rule.set(qn("w:id"), str(ident))
            named.append(rule)
        settings = self._document.settings.element
        before = settings.find(qn("w:compat"))
        if before is None:
            settings.append(named)
        else:
            before.addprevious(named)

    def _styles(self) -> None:
        styles = self._document.styles
        text = styles.add_style(_TEXT, WD_STYLE_TYPE.PARAGRAPH)
        text.base_style, text.font.size = styles["Normal"], Pt(10)
        styles.add_style(_REFERENCE, WD_STYLE_TYPE.CHARACTER).font.superscript = True


def _rule(ident: int, kind: str) -> Any:
    return parse_xml(f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{ident}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>')


def _note(ident: int, text: str) -> Any:
    """``style ids`` are what python-docx makes of the names: without spaces, words capitalised as given."""
    note = parse_xml(
        f'<w:footnote {nsdecls("w")} w:id="{ident}"><w:p><w:pPr><w:pStyle w:val="footnotetext"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="footnotereference"/></w:rPr><w:footnoteRef/></w:r>'
        '<w:r><w:t xml:space="preserve"></w:t></w:r></w:p></w:footnote>'
    )
    note.findall(f".//{qn('w:t')}")[0].text = f" {text}"
    return note
