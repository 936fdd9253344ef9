"""Chapters: the sentence prints the indicator's number, the document carries real footnotes, what was printed can be found again."""

import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from django.db import DatabaseError, transaction
from docx import Document

from motcua.foundation.files import api as files
from motcua.foundation.outbox.testing import recorded
from motcua.insight.datasets import testing as warehouse
from motcua.insight.indicators import api as indicators
from motcua.insight.indicators import testing
from motcua.insight.reports import api as reports
from motcua.insight.reports import models
from motcua.kernel.actors import ANONYMOUS, SYSTEM, Role
from motcua.kernel.errors import Forbidden
from motcua.kit import clock

NOW = testing.MONDAY + timedelta(days=30)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db) -> str:
    return testing.known_city()


def test_the_sentence_prints_the_number_of_the_indicator(city: str) -> None:
    assert (
        reports.sentence(code="8.resolved", year=2026, now=NOW) == "Đã giải quyết 7 hồ sơ, trong đó 85,71% có kết quả đúng hoặc trước hạn."
    )
    value = indicators.value(code="resolved", period="2026", actor=ANONYMOUS, now=NOW)
    assert f" {value.value} hồ sơ" in reports.sentence(code="8.resolved", year=2026, now=NOW)


def test_sentences_in_english_and_without_data(city: str) -> None:
    assert reports.sentence(code="8.open", year=2026, language="en", now=NOW).endswith("2 dossiers were still open, 1 of them overdue.")
    assert "thu (chưa có số liệu) khoản" in reports.sentence(code="8.payments", year=2026, now=NOW)
    assert "(chưa có số liệu) hồ sơ" in reports.sentence(code="8.received", year=2025, now=NOW)


def test_units_below_the_target_are_counted(city: str) -> None:
    assert reports.sentence(code="8.below", year=2026, now=NOW).startswith("Có 1 trong 2 đơn vị")


def test_a_chapter_as_of_an_older_snapshot_keeps_its_numbers(city: str) -> None:
    warehouse.fill(warehouse.dossiers(3, first_seq=500), now=NOW)
    assert "giải quyết 10 hồ sơ" in reports.sentence(code="8.resolved", year=2026, now=NOW)
    assert "giải quyết 7 hồ sơ" in reports.sentence(code="8.resolved", year=2026, snapshot=city, now=NOW)


@pytest.fixture
def printed(city: str) -> bytes:
    stored = reports.build_chapter(code="8", year=2026, actor=SYSTEM, now=NOW)
    assert stored.mime == files.DOCX
    return files.read(file_id=stored.uuid)


def test_the_document_reads_like_the_sentences(printed: bytes, city: str) -> None:
    document = Document(BytesIO(printed))
    text = "\n".join(p.text for p in document.paragraphs)
    for code in ("8.received", "8.resolved", "8.open", "8.below"):
        assert reports.sentence(code=code, year=2026, now=NOW) in text
    assert document.core_properties.language == "vi-VN"
    assert document.tables[1].rows[0].cells[0].text == "Đơn vị"
    assert "861.796 hồ sơ" in [c.text for row in document.tables[2].rows for c in row.cells]


def test_every_figure_has_a_real_footnote(printed: bytes, city: str) -> None:
    with zipfile.ZipFile(BytesIO(printed)) as package:
        body = ET.fromstring(package.read("word/document.xml"))
        notes = ET.fromstring(package.read("word/footnotes.xml"))
        styles = package.read("word/styles.xml").decode()
        kinds = package.read("[Content_Types].xml").decode()
    asked = [e.get(f"{W}id") for e in body.iter(f"{W}footnoteReference")]
    told = {e.get(f"{W}id"): "".join(t.text or "" for t in e.iter(f"{W}t")) for e in notes}
    figures = sum(len(s.figures) for section in reports.chapter(year=2026, now=NOW).sections for s in section.sentences)
    assert asked == [str(n) for n in range(1, figures + 3 + 1)]
    assert set(told) == {"-1", "0", *asked}
    value = indicators.value(code="on_time_rate", period="2026", snapshot=city, actor=SYSTEM, now=NOW)
    assert any(value.query_hash in text and city in text for text in told.values())
    used = {e.get(f"{W}val") for part in (body, notes) for tag in ("pStyle", "rStyle") for e in part.iter(f"{W}{tag}")}
    assert all(f'w:styleId="{style}"' in styles for style in used)
    assert "footnotes+xml" in kinds


def test_printing_publishes_the_figures_and_tells(printed: bytes, city: str) -> None:
    published = indicators.published_values(code="on_time_rate")
    assert [(p.period, p.snapshot) for p in published] == [("2026", city)]
    assert len(recorded("reports.chapter.built.v1")) == 1
    assert models.Build.objects.get().sentences["8.resolved"].startswith("Đã giải quyết 7")
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Build.objects.update(year=2020)


def test_what_cannot_be_made_is_refused_by_name(city: str) -> None:
    with pytest.raises(reports.ChapterUnknown):
        reports.chapter(code="99", year=2026, now=NOW)
    with pytest.raises(reports.ChapterUnknown):
        reports.sentence(code="8.nothing", year=2026, now=NOW)
    with pytest.raises(reports.YearRefused):
        reports.chapter(year=2027, now=NOW)
    with pytest.raises(Forbidden):
        reports.build_chapter(year=2026, actor=ANONYMOUS, now=NOW)
    with pytest.raises(reports.BuildUnknown):
        reports.build(build_id=uuid4())
    assert not models.Build.objects.exists()


def test_without_a_snapshot_there_is_no_report() -> None:
    with pytest.raises(reports.NoData):
        reports.chapter(year=2026, now=NOW)


@pytest.fixture
def at_now(monkeypatch) -> None:
    monkeypatch.setattr(clock, "_provider", lambda: NOW)


def test_a_leader_reads_prints_and_downloads(officer_client, city: str, at_now) -> None:
    leader = officer_client(Role.LEADER)
    page = leader.get("/bao-cao/2026/8/").content.decode()
    assert "<strong>85,71</strong>" in page
    assert f"/chi-so/on_time_rate/truy-van/?ky=2026&amp;anh-chup={city}" in page
    assert leader.post("/bao-cao/lap/", {"chuong": "8", "nam": "2026"}).status_code == 302
    listed = leader.get("/bao-cao/").content.decode()
    built = reports.builds()[0]
    assert f"/bao-cao/tep/{built.uuid}/" in listed
    file = leader.get(f"/bao-cao/tep/{built.uuid}/")
    assert file["Content-Type"] == files.DOCX
    assert b"".join(file.streaming_content)[:2] == b"PK"


def test_the_reading_page_in_english(officer_client, city: str, at_now) -> None:
    client = officer_client(Role.RECEPTION)
    client.cookies["django_language"] = "en"
    page = client.get("/bao-cao/2026/8/").content.decode()
    assert "7</strong>" in page
    assert "were resolved" in page
    assert "Make the Word file" not in page


@pytest.mark.parametrize(("address", "status"), [("/bao-cao/2030/8/", 422), ("/bao-cao/2026/99/", 404), ("/bao-cao/tep/01900000-0000-7000-8000-000000000000/", 404)])
def test_nonsense_is_answered_by_name(officer_client, city: str, at_now, address: str, status: int) -> None:
    assert officer_client(Role.LEADER).get(address).status_code == status


def test_others_are_turned_away(client, citizen_client, officer_client, city: str, at_now) -> None:
    assert citizen_client.get("/bao-cao/").status_code == 403
    assert officer_client(Role.RECEPTION).post("/bao-cao/lap/", {"chuong": "8", "nam": "2026"}).status_code == 403
    assert officer_client(Role.LEADER).post("/bao-cao/lap/", {"chuong": "8", "nam": "x"}).status_code == 422
