"""Word files: complete, structured, indifferent to hostile data."""

import io
import unicodedata

import docx
import pytest
import yaml
from docx.oxml.ns import qn

from motcua.platform.documents import api
from motcua.platform.documents.testing import LETTERS

OUTLINE = yaml.safe_load("""
title: Giấy mẫu
parts:
- head: {superior: UBND THÀNH PHỐ HẢI PHÒNG, agency: "{{ agency }}", number: "Số: {{ number }}", place: "{{ place }}"}
- heading: GIẤY MẪU
- facts: [[Họ và tên, name], [Ghi chú, note]]
- paragraph: "Kính gửi {{ name }}."
  when: name
- table: {rows: papers, columns: [[TT, 12, "{{ loop.index }}", center], [Tên giấy tờ, 120, "{{ row.name }}"]]}
- list: items
- scan: "Quét mã"
- closing: {recipients: recipients, lines: lines, title: CHỦ TỊCH, name: "{{ name }}"}
""")
TEMPLATE = api.WordTemplate(key="testing.word", content=api.docx_template(outline=OUTLINE))
DATA = {
    "agency": "UBND PHƯỜNG NGÔ QUYỀN", "number": "15/QĐ-UBND", "place": "Ngô Quyền, ngày 22 tháng 11 năm 2026", "name": "Nguyễn Thị Hường",
    "note": "", "papers": [{"name": "Giấy chứng sinh"}, {"name": "Sổ hộ khẩu"}], "items": ["bản gốc"], "recipients": ["Như trên", "Lưu: VT"],
    "lines": ["KT. CHỦ TỊCH"],
}


@pytest.fixture(autouse=True)
def _template():
    api.word_templates.add(TEMPLATE)


def make(**changes):
    codes = {"qr": {"lookup": "https://a.vn/x"}, "barcode": {"code": "H24.12-260907-0001"}}
    made = api.render_docx(template="testing.word", data={**DATA, **changes}, title="Giấy mẫu", **codes)
    return docx.Document(io.BytesIO(made))


def text_of(document):
    return "\n".join(node.text or "" for node in document.element.body.iter(qn("w:t")))


def test_everything_is_there_and_no_mark_of_the_template_is_left():
    shown = text_of(make())
    assert all(part in shown for part in ("15/QĐ-UBND", "Giấy chứng sinh", "bản gốc", "KT. CHỦ TỊCH", "Lưu: VT", "Độc lập"))
    assert "{%" not in shown
    assert "{{" not in shown


def test_an_empty_value_takes_its_line_away():
    assert "Ghi chú" not in text_of(make())
    assert "Ghi chú" in text_of(make(note="gấp"))


def test_structure_for_screen_readers():
    made = make()
    assert [p.text for p in made.paragraphs if p.style.name == "Heading 1"] == ["GIẤY MẪU"]
    assert made.core_properties.title == "Giấy mẫu"
    assert made.core_properties.language == "vi-VN"
    assert made.element.body.findall(f".//{qn('w:tblHeader')}")
    alts = [shape.get("descr") for shape in made.element.body.iter(qn("wp:docPr"))]
    assert alts == ["Mã QR: https://a.vn/x", "Mã vạch: H24.12-260907-0001"]
    assert made.styles["Normal"].font.name == "Times New Roman"


def test_vietnamese_letters_arrive_composed():
    assert LETTERS in text_of(make(name=unicodedata.normalize("NFD", LETTERS)))


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "{% for x in y %}", "<w:p/>", "a & b < c", "{%p if x %}", "{{r name }}", "[[ x ]]"])
def test_hostile_text_is_only_text(text):
    assert text in text_of(make(name=text))


def test_refusals_are_named():
    with pytest.raises(api.TemplateUnknown):
        api.render_docx(template="none", data={})
    with pytest.raises(api.RenderFailed):
        api.render_docx(template="testing.word", data={})
    with pytest.raises(api.CodeRefused):
        api.render_docx(template="testing.word", data=DATA, barcode={"code": "hồ sơ"})
    for content in (b"PK", b"", api.docx_template(outline=OUTLINE)[:50]):
        with pytest.raises(ValueError, match="template t"):
            api.WordTemplate(key="t", content=content)
