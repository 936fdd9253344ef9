"""Pages of impact assessments, as officers press them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.consent import api as consent
from motcua.foundation.identity.testing import sign_in
from motcua.kit import clock
from motcua.services.privacy import api, models
from motcua.services.privacy.testing import NOW, UNIT, a_risk, assess, begin, make_office

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/du-lieu-ca-nhan/danh-gia-tac-dong/"
TODAY = {"day": "24", "month": "4", "year": "2026"}


@pytest.fixture(autouse=True)
def _afternoon():
    before = clock._provider
    clock.provide(lambda: NOW + timedelta(hours=2))
    yield
    clock.provide(before)


@pytest.fixture
def office():
    consent.load_reference(now=NOW)
    return make_office()


def text(answer):
    return answer.content.decode()


def press(client, code, step, **data):
    return client.post(f"{LIST}{code}/{step}/", data)


RISK = {"what": "Lộ số tài khoản", "likelihood": "3", "impact": "4", "measures": "Mã hoá", "likelihood_after": "1", "impact_after": "4"}


def day(name):
    return {f"{name}-{part}": value for part, value in TODAY.items()}


def test_a_dossier_is_begun_from_the_register_in_one_page(client, office):
    sign_in(client, office.leader)
    assert "Thu phí, lệ phí và biên lai" in text(client.get(f"{LIST}lap/?hoat-dong=payments"))
    told = {"form": "mau-10", "title": "Thu phí", "unit": UNIT, "activities": ["payments"], "key": "one"}
    done = client.post(f"{LIST}lap/", told)
    assert done["location"] == f"{LIST}DG-2026-0001/"
    client.post(f"{LIST}lap/", told)
    assert models.Impact.objects.count() == 1
    wrong = client.post(f"{LIST}lap/", told | {"title": "", "activities": [], "key": "2"})
    assert (wrong.status_code, "Chọn ít nhất một hoạt động" in text(wrong)) == (422, True)


def test_the_round_of_two_officers(client, office):
    code = begin(office).code
    sign_in(client, office.leader)
    assert "Quá hạn gửi 53 ngày" in text(client.get(f"{LIST}{code}/"))
    assert "còn thiếu" in text(client.get(f"{LIST}{code}/"))
    answers = {"abroad": "Không", "necessity": "Để thu đúng", "assessment": "Thấp", "seq": "1"}
    assert client.post(f"{LIST}{code}/viet/", answers).status_code == 302
    assert client.post(f"{LIST}{code}/rui-ro/0/", RISK).status_code == 302
    assert "12 – cao" in text(client.get(f"{LIST}{code}/"))
    assert press(client, code, "trinh").status_code == 302
    assert press(client, code, "duyet").status_code == 403
    sign_in(client, office.dpo)
    assert press(client, code, "duyet").status_code == 302
    press(client, code, "da-gui", number="30/UBND", way="portal", **day("sent"))
    press(client, code, "tra-loi", outcome="returned", reason="Thiếu hợp đồng", **day("on"))
    assert "Thiếu hợp đồng" in text(client.get(f"{LIST}{code}/"))
    press(client, code, "phien-ban")
    assert models.Impact.objects.get().version == 2


def test_a_writer_who_was_overtaken_loses_nothing_that_was_typed(client, office):
    code = begin(office).code
    api.write_impact(code=code, answers={"abroad": "Không"}, actor=office.dpo, now=NOW)
    sign_in(client, office.leader)
    answer = client.post(f"{LIST}{code}/viet/", {"abroad": "Có, sang nước khác", "seq": "1"})
    assert answer.status_code == 422
    assert "Có, sang nước khác" in text(answer)
    assert models.Impact.objects.get().answers["abroad"] == "Không"


@pytest.mark.parametrize("step", ["chua-duyet", "het-hieu-luc", "tai-lieu", "bo-rui-ro"])
def test_an_empty_press_says_what_to_do(client, office, step):
    code = assess(office)
    api.propose_impact(code=code, actor=office.leader, now=NOW)
    sign_in(client, office.dpo)
    answer = press(client, code, step)
    assert answer.status_code == 422
    assert "error" in text(answer)


def test_a_risk_is_changed_on_its_own_page_and_what_was_typed_stays(client, office):
    code = assess(office)
    sign_in(client, office.leader)
    assert "Lộ số tài khoản" in text(client.get(f"{LIST}{code}/rui-ro/1/"))
    wrong = client.post(f"{LIST}{code}/rui-ro/1/", RISK | {"impact": "9", "what": "Mất số"})
    assert (wrong.status_code, "Mất số" in text(wrong)) == (422, True)
    assert client.post(f"{LIST}{code}/rui-ro/1/", RISK | {"what": "Mất số"}).status_code == 302
    assert [r["what"] for r in models.Impact.objects.get().risks] == ["Mất số"]
    assert client.get(f"{LIST}{code}/rui-ro/7/").status_code == 404


def test_no_two_fields_of_a_page_share_an_id(client, office):
    code = assess(office)
    sign_in(client, office.dpo)
    api.propose_impact(code=code, actor=office.leader, now=NOW)
    for act in (None, "duyet", "da-gui"):
        if act:
            assert press(client, code, act, number="1", way="post", **day("sent")).status_code == 302
        ids = re.findall(r' id="([^"]+)"', text(client.get(f"{LIST}{code}/")))
        assert len(ids) == len(set(ids))


def test_an_answer_of_the_authority_says_what_it_needs(client, office):
    code = assess(office)
    sign_in(client, office.dpo)
    api.propose_impact(code=code, actor=office.leader, now=NOW)
    press(client, code, "duyet")
    assert press(client, code, "da-gui").status_code == 422
    press(client, code, "da-gui", number="1", way="post", **day("sent"))
    assert press(client, code, "tra-loi", **day("on")).status_code == 422
    assert press(client, code, "tra-loi", outcome="returned", **day("on")).status_code == 422
    assert press(client, code, "tra-loi", outcome="accepted", number="9/A05", **day("on")).status_code == 302
    assert models.Impact.objects.get().state == "accepted"


def test_another_units_officer_finds_nothing_whatever_she_asks(client, office):
    code = assess(office)
    sign_in(client, office.leader)
    press(client, code, "tai-lieu", evidence=SimpleUploadedFile("hop-dong.pdf", b"%PDF-1.4\n%%EOF"))
    kept = models.ImpactFile.objects.get().file_id
    assert client.get(f"{LIST}{code}/tai-lieu/{kept}/").status_code == 200
    sign_in(client, office.stranger)
    for path in ("", "viet/", "ho-so.pdf", "ho-so.docx", f"tai-lieu/{kept}/"):
        assert client.get(f"{LIST}{code}/{path}").status_code == 404
    for step in ("trinh", "duyet", "phien-ban", "rui-ro/0", "rui-ro/1"):
        assert press(client, code, step, **RISK).status_code == 404
    assert code not in text(client.get(LIST)) + text(client.get(f"{LIST}xuat.csv"))


def test_the_list_is_narrowed_shown_and_taken_away(client, office):
    code = begin(office).code
    sign_in(client, office.dpo)
    page = text(client.get(LIST))
    assert "Hoạt động chưa có hồ sơ" in page
    assert code in page
    assert code in text(client.get(LIST, {"han": "late", "trang-thai": "draft", "don-vi": UNIT, "mau": "mau-10"}))
    assert "Không có hồ sơ nào khớp" in text(client.get(LIST, {"trang-thai": "sent"}))
    assert client.get(LIST, {"trang-thai": "x", "han": "\x00"}).status_code == 200
    assert "'=1+1" in text(_export(client, office))
    assert client.get(f"{LIST}xuat.xlsx").content[:2] == b"PK"
    assert client.get(f"{LIST}xuat.pdf").status_code == 404


def _export(client, office):
    begin(office, title="=1+1", key="evil")
    return client.get(f"{LIST}xuat.csv")


def test_papers_are_printed(client, office):
    code = assess(office)
    sign_in(client, office.reception)
    assert client.get(f"{LIST}{code}/ho-so.pdf").content[:4] == b"%PDF"
    assert client.get(f"{LIST}{code}/ho-so.docx").content[:2] == b"PK"
    assert client.get(f"{LIST}{code}/ho-so.odt").status_code == 404


def test_texts_of_officers_never_become_markup(client, office):
    evil = "<script>alert(1)</script>"
    code = begin(office, title=evil).code
    api.write_impact(code=code, answers={"abroad": evil}, actor=office.leader, now=NOW)
    api.put_risk(code=code, risk=a_risk(what=evil, measures=evil), actor=office.leader, now=NOW)
    sign_in(client, office.dpo)
    for path in ("", f"{code}/", f"{code}/viet/"):
        assert evil not in text(client.get(f"{LIST}{path}"))


def test_a_press_from_another_site_is_refused(office):
    code = begin(office).code
    strict = sign_in(Client(enforce_csrf_checks=True), office.dpo)
    assert strict.post(f"{LIST}{code}/het-hieu-luc/", {"reason": "x"}).status_code == 403
    assert models.Impact.objects.get().state == "draft"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_open_in_both_languages_without_inline_style(client, office, language):
    code = assess(office)
    sign_in(client, office.dpo)
    for path in ("", "lap/", f"{code}/", f"{code}/viet/", f"{code}/rui-ro/0/"):
        answer = client.get(f"{LIST}{path}", headers={"accept-language": language})
        assert answer.status_code == 200
        assert b'style="' not in answer.content
