"""A line across every page: it is read on each, and neither signature nor unmarked content is left behind it."""

import io
from contextlib import suppress

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.platform.signing import api
from motcua.platform.signing.testing import LEADER, NOW, document

LINE = "Chia sẻ với UBND phường Ngô Quyền cho: nhập học lớp 6, 20/11/2026"


def texts(pdf):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def two_pages():
    writer = pypdf.PdfWriter()
    for pdf in (document(), document("Trần Thị Hai")):
        writer.append(io.BytesIO(pdf))
    writer.add_blank_page(300, 200)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_every_page_bears_the_line_and_keeps_what_it_said():
    before, after = texts(two_pages()), texts(api.mark_pdf(pdf=two_pages(), line=LINE))
    assert len(before) == len(after) == 3
    assert all(LINE in page for page in after)
    assert "Trần Thị Hai" in after[1]


@pytest.mark.django_db
def test_a_marked_copy_is_unsigned_and_holds_no_earlier_revision():
    signed = api.sign_pdf(pdf=document(), signer=LEADER, reason="Ký", idempotency_key="mark-1", now=NOW).pdf
    marked = api.mark_pdf(pdf=signed, line=LINE)
    assert marked.count(b"%%EOF") == 1
    assert b"/ByteRange" not in marked or not api.validate_pdf(pdf=marked, now=NOW).valid


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_damaged_files_are_refused_by_name(data):
    whole = document()
    cut = data.draw(st.integers(0, len(whole) - 1))
    torn = bytearray(whole)
    torn[cut : cut + data.draw(st.integers(1, 400))] = data.draw(st.binary(max_size=40))
    with suppress(api.NotAPdf, api.EncryptedPdf):
        assert api.mark_pdf(pdf=bytes(torn), line=LINE)


def test_a_locked_file_is_refused():
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(document()))
    writer.encrypt("mat-khau", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(api.EncryptedPdf):
        api.mark_pdf(pdf=out.getvalue(), line=LINE)


@pytest.mark.parametrize("line", ["", "(\\) Tj ET /x Do", "😀 漢字", "x" * 600])
def test_any_line_is_only_shown(line):
    assert len(texts(api.mark_pdf(pdf=document(), line=line))) == 1
