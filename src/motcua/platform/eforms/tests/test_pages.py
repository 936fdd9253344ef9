"""The question pages as a person meets them, without JavaScript."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.files.testing import PDF_BYTES
from motcua.foundation.identity.testing import sign_in
from motcua.kit import clock
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import GIVEN, SILENT, FieldKind, ListEntry
from motcua.platform.eforms.testing import FakeSource, source, start
from motcua.platform.eforms.tests.documents import RELATION, document, field, words
from motcua.platform.eforms.web import gallery
from motcua.platform.eforms.web.keeping import INPUT, owner_of, permission


@pytest.fixture(autouse=True)
def _clock(now):
    clock.provide(lambda: now)
    yield
    clock.provide(None)


@pytest.fixture
def browser(citizen):
    return sign_in(Client(enforce_csrf_checks=False), citizen)


def paged():
    doc = document(RELATION, field("name", "text"))
    doc["pages"].append({"key": "hai", "title": words("Trang hai", "Page two"), "fields": [field("born", "date", past=True)]})
    return doc


@pytest.fixture
def draft(citizen, now):
    return start(paged(), owner=citizen, now=now, leave="/ra/", about="/gioi-thieu/")


def url(draft, page="mot"):
    return f"/nop/{draft.uuid}/{page}/"


def test_going_on_page_by_page_to_the_check_page(browser, draft):
    assert browser.get(f"/nop/{draft.uuid}/").url == url(draft)
    first = browser.post(url(draft), {"relation": "mother", "name": "Lan"})
    assert first.url == url(draft, "hai")
    last = browser.post(url(draft, "hai"), {"born-day": "3", "born-month": "4", "born-year": "1990"})
    assert last.url == f"/nop/{draft.uuid}/"


def test_errors_stand_on_top_with_links_and_beside_the_field_and_the_typed_text_stays(browser, draft):
    page = browser.post(url(draft, "hai"), {"born-day": "31", "born-month": "2", "born-year": "1990"})
    html = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id_born"' in html
    assert re.sub(r'data-rules="[^"]*"', "", html).count("phải là ngày có thật") == 2
    assert 'value="31"' in html
    assert 'value="1990"' in html
    assert "<title>Lỗi:" in html


def test_the_page_speaks_english(browser, draft):
    page = browser.post(url(draft, "hai"), {"born-day": "31", "born-month": "2", "born-year": "1990"}, headers={"accept-language": "en"})
    html = page.content.decode()
    assert "must be a real date" in html
    assert "Page two" in html
    assert "Tiếp tục" not in html


def test_save_and_leave_keeps_even_what_is_wrong(browser, draft, citizen):
    gone = browser.post(url(draft, "hai"), {"born-day": "31", "born-month": "2", "born-year": "1990", "_thoat": "1"})
    assert gone.url == "/ra/"
    assert 'value="31"' in browser.get(url(draft, "hai")).content.decode()


def test_an_expired_session_keeps_the_typed_page_and_leads_back_to_it(browser, draft, citizen, now):
    sent = {"relation": "father", "name": "Vũ Văn Bách", INPUT: permission(draft)}
    signed_out = Client().post(url(draft), sent)
    assert signed_out.status_code == 302
    assert signed_out.url.startswith("/dang-nhap/?next=")
    assert "giu%3D1" in signed_out.url
    back = browser.get(f"{url(draft)}?giu=1").content.decode()
    assert "Vũ Văn Bách" in back
    assert "vẫn được giữ" in back


def test_an_expired_session_keeps_the_upload_too(citizen, now):
    draft = start(document(field("paper", "file")), owner=citizen, now=now)
    paper = SimpleUploadedFile("giấy.pdf", PDF_BYTES)
    Client().post(url(draft), {"paper": paper, INPUT: permission(draft)})
    assert api.draft(draft_id=draft.uuid, actor=citizen).values["paper"][0]["name"] == "giấy.pdf"


@pytest.mark.parametrize("token", ["", "forged", "other"])
def test_without_the_right_permission_a_stranger_changes_nothing(draft, citizen, now, token):
    if token == "other":
        token = permission(start(paged(), owner=citizen, now=now))
    answer = Client().post(url(draft), {"relation": "father", "name": "Kẻ lạ", INPUT: token})
    assert answer.status_code == 302
    assert "name" not in api.draft(draft_id=draft.uuid, actor=citizen).values


def test_a_permission_ends(draft, monkeypatch):
    assert owner_of(permission(draft), draft.uuid) is not None
    monkeypatch.setattr("motcua.platform.eforms.conf.RETURN_HOURS", -1)
    assert owner_of(permission(draft), draft.uuid) is None


def test_another_person_sees_a_404_and_an_anonymous_one_the_sign_in(draft, other):
    assert sign_in(Client(), other).get(url(draft)).status_code == 404
    assert Client().get(url(draft)).url.startswith("/dang-nhap/")


def test_an_upload_is_shown_downloaded_and_removed(browser, citizen, now):
    draft = start(document(field("paper", "file", max_mb=1)), owner=citizen, now=now)
    browser.post(url(draft), {"paper": SimpleUploadedFile("giấy.pdf", PDF_BYTES)})
    file_id = api.draft(draft_id=draft.uuid, actor=citizen).values["paper"][0]["file_id"]
    assert "giấy.pdf" in browser.get(url(draft)).content.decode()
    got = browser.get(f"/nop/{draft.uuid}/tep/{file_id}/")
    assert b"".join(got.streaming_content) == PDF_BYTES
    assert browser.post(url(draft), {"paper-remove": file_id}).url == url(draft)
    assert browser.get(f"/nop/{draft.uuid}/tep/{file_id}/").status_code == 404


def test_a_wrong_upload_names_the_types_and_a_right_one_stays(browser, citizen, now):
    draft = start(document(field("paper", "file", max_files=2)), owner=citizen, now=now)
    page = browser.post(url(draft), {"paper": [SimpleUploadedFile("a.pdf", PDF_BYTES), SimpleUploadedFile("b.pdf", b"MZ" + b"\x00" * 99)]})
    html = page.content.decode()
    assert page.status_code == 422
    assert "không phải loại được nhận" in html
    assert "a.pdf" in html


def test_a_source_that_did_not_answer_is_said_on_its_page_only(browser, citizen, now):
    doc = paged()
    doc["pages"][0]["fields"][1]["prefill"] = ["population.full_name"]
    with source(FakeSource(failure=OSError("down"))):
        draft = start(doc, owner=citizen, now=now)
    assert "chưa lấy được thông tin từ nguồn" in browser.get(url(draft)).content.decode()
    assert "chưa lấy được" not in browser.get(url(draft, "hai")).content.decode()


def test_a_change_from_the_check_page_goes_back_to_it_unless_a_new_page_opened(browser, draft, citizen):
    browser.post(url(draft), {"relation": "mother", "name": "Lan"})
    browser.post(url(draft, "hai"), {"born": "3/4/1990"})
    assert browser.post(f"{url(draft)}?sua=1", {"relation": "mother", "name": "Mai"}).url == f"/nop/{draft.uuid}/"


def test_an_open_draft_can_be_thrown_away(browser, draft, citizen):
    assert browser.post(f"/nop/{draft.uuid}/bo/").url == "/ra/"
    assert browser.get(url(draft)).status_code == 404


def test_the_example_has_every_kind_once():
    kinds = [f["kind"] for page in gallery.document()["pages"] for f in page["fields"]]
    assert sorted(kinds) == sorted(kind.value for kind in FieldKind)
    assert not [f for f in api.lint_form(document=gallery.document()) if f.severity == "error"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("page", [p["key"] for p in gallery.document()["pages"]])
def test_every_kind_of_question_is_drawn_and_points_its_errors_at_an_input(browser, citizen, now, page, language):
    draft = start(gallery.document(), owner=citizen, now=now)
    html = browser.post(url(draft, page), {}, headers={"accept-language": language}).content.decode()
    targets = [part.split('"')[0] for part in html.split('href="#id_')[1:]]
    fields = next(p["fields"] for p in gallery.document()["pages"] if p["key"] == page)
    filled = {"nationality"}  # by default
    asked = [f["name"] for f in fields if f.get("required", True) and f["kind"] not in SILENT | GIVEN and f["name"] not in filled]
    assert len(targets) == len(asked)
    assert all(f'id="id_{target}"' in html for target in targets)


def test_a_page_costs_few_queries(browser, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        browser.get(url(draft))


def test_a_page_of_many_questions_costs_as_little(browser, citizen, now, django_assert_max_num_queries):
    draft = start(gallery.document(), owner=citizen, now=now)
    for page in ("so", "noi"):
        browser.get(url(draft, page))  # the units of before 1 July 2025 are read once in a process
    with django_assert_max_num_queries(7):
        browser.get(url(draft, "so"))
    with django_assert_max_num_queries(7):
        browser.get(url(draft, "noi"))


def portrait(width, height):
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "JPEG")
    return SimpleUploadedFile("ảnh.jpg", made.getvalue())


def test_a_portrait_must_have_its_shape_and_size(browser, citizen, now):
    draft = start(document(field("face", "photo", portrait="3x4")), owner=citizen, now=now)
    for width, height in ((600, 600), (150, 200)):
        page = browser.post(url(draft), {"face": portrait(width, height)})
        assert f"ảnh này {width} × {height}" in page.content.decode()
    assert browser.post(url(draft), {"face": portrait(600, 800)}).status_code == 302
    assert api.draft(draft_id=draft.uuid, actor=citizen).values["face"][0]["mime"] == "image/jpeg"


def test_print_shows_the_answers_and_says_that_nothing_was_submitted(browser, draft):
    browser.post(url(draft), {"relation": "mother", "name": "Đỗ Thị Lan"})
    html = browser.get(f"/nop/{draft.uuid}/viec/in/").content.decode()
    assert "Đỗ Thị Lan" in html
    assert "chưa nộp" in html


def test_a_list_of_the_registers_is_walked_level_by_level_without_script(browser, citizen, now, monkeypatch):
    tree = (ListEntry("a", "Một", "One"), ListEntry("a1", "Một một", "One one", "a"))
    monkeypatch.setattr("motcua.platform.eforms.queries._catalogue", lambda source, today: tree)
    levels = [words("Nhóm", "Group"), words("Ngành", "Trade")]
    draft = start(document(field("trade", "linked", source="trades", levels=levels)), owner=citizen, now=now)
    assert "Ngành" not in browser.get(url(draft)).content.decode()
    html = browser.post(url(draft), {"trade-0": "a", "trade-next": "1"}, follow=True).content.decode()
    assert 'value="a1"' in html
    browser.post(url(draft), {"trade-0": "a", "trade-1": "a1"})
    assert api.draft(draft_id=draft.uuid, actor=citizen).values["trade"] == ["a", "a1"]


def test_dates_of_expiry_move_with_every_save(browser, draft, citizen, now):
    clock.provide(lambda: now + timedelta(days=10))
    browser.post(url(draft), {"relation": "mother", "name": "Lan"})
    assert api.draft(draft_id=draft.uuid, actor=citizen).expires_at == now + timedelta(days=40)
