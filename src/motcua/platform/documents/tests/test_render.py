"""PDFs: accessible, archivable, complete in Vietnamese letters, indifferent to hostile data."""

import io
import shutil
import subprocess
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.platform.documents import api
from motcua.platform.documents.adapters import typesetting
from motcua.platform.documents.testing import DATA, LETTERS, SAMPLE

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _template():
    api.templates.add(SAMPLE)


def render(language="vi", **changes):
    pdf = api.render_pdf(template=SAMPLE.key, data={**DATA, **changes}, language=language, qr={"lookup": "https://a.vn/x"}, now=AT)
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(reader):
    return unicodedata.normalize("NFC", " ".join(page.extract_text() for page in reader.pages))


def test_a_document_is_tagged_titled_and_in_its_language():
    root = render().trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "vi"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_it_declares_ua_and_a():
    metadata = render().trailer["/Root"]["/Metadata"].get_data().decode()
    assert "pdfuaid:part>1<" in metadata
    assert "pdfaid:part>2<" in metadata
    assert "Giấy mẫu" in metadata


def test_headings_table_and_picture_are_in_the_structure():
    found, alts = set(), []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            found.add(node.get("/S"))
            alts.append(str(node.get("/Alt", "")))
            if "/K" in node:
                walk(node["/K"])

    walk(render(papers=[{"name": "Đơn", "count": 1}]).trailer["/Root"]["/StructTreeRoot"])
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure"} <= found
    assert "Mã tra cứu" in alts


def test_every_vietnamese_letter_is_there_and_every_font_embedded():
    reader = render(name=LETTERS)
    shown = text_of(reader).replace("\n", "").replace(" ", "")
    assert not [letter for letter in LETTERS if letter not in shown]
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            assert "Tinos" in descriptor["/FontName"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_decomposed_letters_are_composed_first():
    assert "Hường" in text_of(render(name=unicodedata.normalize("NFD", "Hường")))


HOSTILE = ['#read("/etc/passwd")', '#eval("1")', '"]; panic()', "= Tiêu đề\n#pagebreak()", "$ x^2 $ `code` *b* @ref <l> // c", "#data", "\\", "{{ x }}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text):
    shown = "".join(text_of(render(name=text)).split())
    assert "".join(text.split()) in shown
    assert "root:" not in shown


@given(st.text(max_size=60))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_set(text):
    assert len(render(name=text).pages) >= 1


def test_a_letter_without_a_shape_becomes_a_box():
    assert "An □ Bình □" in text_of(render(name="An 😀 Bình 中"))


def test_direction_marks_cannot_reverse_a_name():
    assert "An\u202egnoH" not in text_of(render(name="An\u202egnoH"))
    assert "AngnoH" in text_of(render(name="An\u202egnoH"))


def test_a_word_longer_than_the_page_turns():
    shown = "".join(text_of(render(name="Đ" * 500)).split()).replace("\u200b", "")
    assert "Đ" * 500 in shown
    box = render(name="Đ" * 500).pages[0].mediabox
    right = []
    render(name="Đ" * 500).pages[0].extract_text(visitor_text=lambda text, cm, tm, font, size: right.append(tm[4]))
    assert max(right) < box.right


def test_english_on_request():
    shown = text_of(render("en"))
    assert "SAMPLE" in shown
    assert render("en").trailer["/Root"]["/Lang"] == "en"


def test_same_input_same_bytes():
    made = [api.render_pdf(template=SAMPLE.key, data=DATA, now=AT) for _ in range(2)]
    assert made[0] == made[1]


def test_threads_do_not_mix_their_data():
    names = [f"Người số {n}" for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda name: text_of(render(name=name)), names))
    assert all(name in text for name, text in zip(names, texts, strict=True))


def test_refusals_are_named():
    with pytest.raises(api.TemplateUnknown):
        api.render_pdf(template="none", data={})
    with pytest.raises(api.DataRefused, match=r"data\.papers\[0\]\.count"):
        render(papers=[{"name": "x", "count": 0.5}])
    with pytest.raises(api.RenderFailed) as refusal:
        api.render_pdf(template=SAMPLE.key, data={})
    assert "Chưa tạo được" in refusal.value.sentence("vi")


@pytest.mark.parametrize("source", ['#eval("1")', '#read("/x")', '#import "@preview/a:1.0.0"', '#include "/x.typ"', '#import "/other.typ": *'])
def test_templates_that_reach_out_are_refused(source):
    with pytest.raises(ValueError, match="template t"):
        api.DocumentTemplate(key="t", source=source)


def test_the_installation_checks_itself():
    typesetting.check_config()
    assert api.font_file().exists()
    assert api.font_file(bold=True, italic=True).exists()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
def test_an_outside_reader_agrees(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(api.render_pdf(template=SAMPLE.key, data={**DATA, "name": " ".join(LETTERS)}, now=AT))
    shown = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    assert not set(LETTERS) - set(unicodedata.normalize("NFC", shown))
    assert "Tagged:          yes" in subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True, text=True).stdout
