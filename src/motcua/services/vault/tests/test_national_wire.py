"""The real adapter over the wire against the simulated store: token, questions, files, results told, every fault; attacks."""

import hashlib
import json
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.sdjwt import keys
from motcua.services.vault import conf
from motcua.services.vault.contracts.national import AnswerUnbelieved, Asking, ResultUnfit, StoreRefused, StoreUnavailable
from motcua.services.vault.rules import national as rules
from motcua.services.vault.testing import joined
from motcua.simulator.peers.results.shelf import pdf

OWNER = "031191950000"
ASKING = Asking(owner=OWNER, asker_name="Đỗ Thị Thử 0", asker_number=OWNER, channel="2")
MOST = 1_000_000


@pytest.fixture
def there(tmp_path):
    with joined(tmp_path) as found:
        yield found


def first(there):
    return there.store.look_up(ASKING).results[0]


def fetch(there, result=None, **more):
    result = result or first(there)
    told = {"agency": result.agency, "path": result.files[0].path, "sha256": result.files[0].sha256, "most": MOST} | more
    return there.store.download(**told)


def told(number="1", **more):
    return {
        "SoDinhDanhChuSoHuu": OWNER, "HoTenChuSoHuu": "Đỗ Thị Thử 0", "MaThuTuc": "1.001193", "MaKetQua": "KQ.G15.000012",
        "TenGiayTo": "Giấy khai sinh", "SoKyHieu": number, "CoQuanChuQuan": "UBND", "MaDinhDanhKetQua": f"id-{number}", "PhienBan": 1,
        "TrangThai": "1", "NgayCap": "20260101", "NgayHetHan": "", "DanhSachTepDinhKem": [],
    } | more  # fmt: skip


def test_who_asks_for_whom_and_for_what_goes_out_as_published(there):
    there.store.look_up(replace(ASKING, procedure="1.001193", wanted=(("KQ.G01.000031", "950000/1"),)))
    (asked,) = there.asked("/v1/tra-cuu")
    assert {k: asked[k] for k in ("SoDinhDanhChuSoHuu", "HoTenNguoiYeuCau", "SoDinhDanhNguoiYeuCau", "KenhThucHien", "MaThuTuc")} == {
        "SoDinhDanhChuSoHuu": OWNER, "HoTenNguoiYeuCau": "Đỗ Thị Thử 0", "SoDinhDanhNguoiYeuCau": OWNER, "KenhThucHien": "2",
        "MaThuTuc": "1.001193",
    }  # fmt: skip
    assert asked["DanhSachDanhMucKetQua"] == [{"MaKetQua": "KQ.G01.000031", "SoKyHieu": "950000/1"}]


def test_results_are_read_and_a_file_has_the_digest_that_was_signed(there):
    result = first(there)
    assert (result.kind, result.number, str(result.issued_on), result.revoked) == ("KQ.G01.000031", "950000/1", "2021-03-15", False)
    assert fetch(there, result).sha256 == result.files[0].sha256


def test_a_number_that_may_belong_to_somebody_has_no_papers(there):
    assert there.store.look_up(replace(ASKING, owner="031191000123")).results == ()


def test_pages_are_followed_by_their_cursor(there):
    there.fault("small_pages")
    page, seen = there.store.look_up(ASKING), []
    while page.next:
        seen += page.results
        page = there.store.look_up(ASKING, cursor=page.next)
    assert len({r.number for r in [*seen, *page.results]}) == 3


def test_a_forgotten_token_is_renewed_once(there):
    first(there)
    there.fault("no_token", times=1)
    first(there)
    assert [path for path, _ in there.bridge.calls].count("/kho-ket-qua/token") == 2
    there.fault("no_token")
    with pytest.raises((StoreUnavailable, AnswerUnbelieved)):
        first(there)


@pytest.mark.parametrize("call", ["look_up", "push"])
def test_an_answer_under_another_key_is_not_believed(there, call):
    first(there)
    there.fault("wrong_signature")
    with pytest.raises(AnswerUnbelieved):
        there.store.look_up(ASKING) if call == "look_up" else there.store.push(message_id="1", body=told())


def test_an_answer_to_another_question_is_not_believed(there, monkeypatch):
    """An answer that was caught earlier carries a good signature, over another question."""
    first(there)
    caught = there.wire.client

    async def replayed(method, url, **more):
        body = json.loads(more["content"]) | {"MaYeuCau": "earlier"} if url.endswith("tra-cuu") else None
        more["content"] = json.dumps(body) if body else more["content"]
        return await httpx.AsyncClient.request(caught, method, url, **more)

    monkeypatch.setattr(caught, "request", replayed)
    with pytest.raises(AnswerUnbelieved):
        there.store.look_up(ASKING)


def test_only_the_pinned_key_is_believed(there, monkeypatch):
    jwk = there.wire.get("/kho-ket-qua/khoa").json()
    monkeypatch.setattr(conf, "NATIONAL_KEY", keys.thumbprint(jwk))
    assert first(there)
    there.store._key = None
    monkeypatch.setattr(conf, "NATIONAL_KEY", keys.thumbprint(keys.jwk_of(keys.new_key().public_key())))
    with pytest.raises(AnswerUnbelieved):
        first(there)


def test_papers_of_another_person_are_refused_whoever_signed_them(there):
    there.fault("other_person")
    with pytest.raises(AnswerUnbelieved, match="SoDinhDanhChuSoHuu"):
        first(there)


def test_one_foreign_paper_among_good_ones_spoils_the_answer():
    mine, other = ({"MaKetQua": "K", "SoDinhDanhChuSoHuu": owner, "DanhSachTepDinhKem": []} for owner in (OWNER, "031191950001"))
    with pytest.raises(AnswerUnbelieved):
        rules.read_page({"SoDinhDanhChuSoHuu": OWNER, "DanhSachGiayToKetQua": [mine, other]}, owner=OWNER)


@pytest.mark.parametrize("kind", ["http_500", "slow"])
def test_a_store_that_is_away_or_slow_is_unavailable_within_its_time(there, kind, monkeypatch):
    monkeypatch.setattr(conf, "NATIONAL_TIMEOUT", 0.3)
    there.fault(kind, value=0.8)
    with pytest.raises(StoreUnavailable):
        first(there)


def test_a_failing_call_is_repeated_once_then_left_to_the_queue(there):
    there.fault("http_500", times=1, endpoint="tra-cuu")
    assert first(there)


def test_a_refusal_keeps_the_code_that_nobody_knows(there):
    there.fault("refuse", times=1)
    with pytest.raises(StoreRefused, match="77"):
        first(there)


def test_a_cut_off_file_is_not_taken(there):
    there.fault("truncated_file")
    with pytest.raises(StoreUnavailable, match="sha256"):
        fetch(there)


def test_a_file_of_another_type_or_too_large_is_not_taken(there):
    result = first(there)
    with pytest.raises(ResultUnfit):
        fetch(there, result, most=10)
    there.fault("wrong_type")
    with pytest.raises(ResultUnfit):
        fetch(there, result)


def test_a_file_other_than_the_signed_list_told_is_not_taken(there):
    with pytest.raises(StoreUnavailable, match="sha256"):
        fetch(there, sha256=hashlib.sha256(b"another").hexdigest())


def test_a_file_that_is_gone_is_not_asked_for_again(there):
    with pytest.raises(ResultUnfit):
        fetch(there, path="031191950000/none.pdf")


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "a/../../b.pdf", "/etc/passwd", "http://evil.test/a", "//evil.test/a", "file:///etc/passwd", "a\\..\\b", "a%2e%2e/b",
     "a//b", "", ".", "..", "a/./../b", "a\x00.pdf", "a?x=1", "a#b", "a/" + "b" * 400],
)  # fmt: skip
def test_a_path_that_climbs_or_leads_elsewhere_is_never_asked_for(there, path):
    with pytest.raises(ResultUnfit):
        there.store.download(agency="UBND", path=path, sha256="", most=MOST)
    assert not there.bridge.calls


@given(st.text(max_size=40))
def test_a_checked_path_names_files_below_the_root_only(path):
    try:
        kept = rules.checked_path(path)
    except ResultUnfit:
        return
    assert not kept.startswith(("/", "."))
    assert ".." not in kept
    assert set(kept) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./ ")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([
        "DanhSachGiayToKetQua", "DanhSachTepDinhKem", "MaKetQua", "TenGiayTo", "SoKyHieu", "CoQuanChuQuan", "DuongDan", "MaBam", "NgayCap",
    ]), inner, max_size=5), max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_whatever_the_store_answers_is_read_or_refused(told):
    wrapped = {"SoDinhDanhChuSoHuu": OWNER, "DanhSachGiayToKetQua": told if isinstance(told, list) else [told]}
    for answer in (told, wrapped):
        try:
            page = rules.read_page(answer, owner=OWNER)
        except AnswerUnbelieved:
            continue
        assert all(r.kind and r.number and r.agency and r.files for r in page.results)


def test_the_same_message_is_taken_once_and_a_late_older_version_changes_nothing(there):
    there.store.push(message_id="m1", body=told(PhienBan=2, TrangThai="0"))
    there.store.push(message_id="m1", body=told(PhienBan=2, TrangThai="1"))
    there.store.push(message_id="m0", body=told(PhienBan=1, TrangThai="1"))
    (kept,) = there.shelf.told()
    assert (kept["PhienBan"], kept["TrangThai"]) == (2, "0")


def test_a_told_file_comes_back_as_it_went(there):
    from base64 import b64encode

    content = pdf("Giay khai sinh")
    digest = hashlib.sha256(content).hexdigest()
    there.store.push(
        message_id="m1", body=told(DanhSachTepDinhKem=[{"TenTep": "a.pdf", "MaBam": digest, "NoiDung": b64encode(content).decode()}])
    )
    (result,) = there.store.look_up(replace(ASKING, wanted=(("KQ.G15.000012", ""),))).results
    assert fetch(there, result).content == content


def test_check_config_names_what_is_wrong(there, monkeypatch, settings):
    assert there.store.check_config() == []
    monkeypatch.setattr(conf, "NATIONAL_SECRET", "guess")
    assert "token" in there.store.check_config()[0]
    settings.MOTCUA_DEMO = False
    assert len([p for p in there.store.check_config() if "https" in p or "KEY" in p]) == 2
