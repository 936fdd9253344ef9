"""The catalogue comes in whole; a damaged file loses its damaged rows only."""

import gzip
import time

import pytest

from motcua.kernel.working_time import Limit, LimitUnit
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.rules import catalogue, derive, times

HEADER = "code,name,issuer,executor,field,has_detail\n"
GOOD = "9.000001,Thủ tục thử,Bộ,Xã,Hộ tịch,0\n"


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """The whole carried catalogue, once for the module."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        report = api.import_catalogue(now=t.NOW)
        t.load_procedures()
        yield report
        transaction.set_rollback(True)


def test_the_carried_catalogue_is_whole(whole, db):
    assert whole.imported == 5608
    assert whole.details == 2101
    assert sorted(r.code for r in whole.remarks) == ["1.0133611", "1.014955-Xoa", "2.009182739"]
    assert [b.code for b in whole.broken] == ["1.001692", "1.005108", "2.001904"]  # details without a row


def test_a_second_import_changes_nothing(whole, db):
    again = api.import_catalogue(now=t.NOW)
    assert (again.imported, again.unchanged) == (0, 5608)


@pytest.mark.parametrize(("typed", "first"), [
    ("sua nha", "1.013229"), ("sửa nhà", "1.013229"), ("khai sinh", "1.001193"), ("KHAI SINH", "1.001193"), ("làm giấy khai sinh", "1.001193"),
    ("khai sin", "1.001193"), ("dang ky ket hon", "1.000894"), ("1.001193", "1.001193"), ("birth certificate", "1.001193"),
    ("đổi bằng lái xe", "3.000347"),
])  # fmt: skip
def test_people_find_it_in_their_words(whole, db, typed, first):
    assert api.search_procedures(query=typed, limit=3, now=t.NOW)[0].code == first


def test_exact_accents_come_first(whole, db):
    found = [h.name.lower() for h in api.search_procedures(query="hóa chất", limit=10, now=t.NOW)]
    assert all("hóa chất" in name or "hoá chất" in name for name in found)
    assert api.search_procedures(query="hoá chất", limit=1, now=t.NOW)[0].name.lower().count("hóa chất")


@pytest.mark.parametrize("typed", ["", "   ", "zzzz qqqq", "'; DROP TABLE", "%", "\x00", "a" * 500])
def test_odd_questions_do_no_harm(whole, db, typed):
    assert len(api.search_procedures(query=typed, limit=5, now=t.NOW)) <= 5


def test_search_is_quick(whole, db):
    api.search_procedures(query="warm", limit=1, now=t.NOW)
    started = time.process_time()
    for query in ("sua nha", "khai sinh", "cấp giấy chứng nhận quyền sử dụng đất lần đầu", "tôi muốn đổi bằng lái xe", "xây nhà"):
        api.search_procedures(query=query, limit=10, now=t.NOW)
    assert (time.process_time() - started) / 5 < 0.02


def test_filters_narrow_the_search(whole, db):
    hits = api.search_procedures(query="đăng ký", limit=30, filters={"field": "Hộ tịch", "online": "1"}, now=t.NOW)
    assert hits
    assert all(h.field == "Hộ tịch" and h.open_online for h in hits)


def test_an_odd_code_is_shown_and_never_open(whole, db):
    procedure = api.procedure(code="1.014955-Xoa")
    assert (procedure.open_online, bool(procedure.remark)) == (False, True)
    with pytest.raises(contracts.ProcedureNotOnline):
        api.ensure_version(code="1.014955-Xoa", now=t.NOW)


def test_communes_take_in_what_communes_do(whole, db):
    from motcua.foundation.units.testing import load_units

    load_units()
    birth = api.receiving_units(code=t.BIRTH, on=t.NOW.date())
    assert len(birth) == 114
    assert all(u.is_commune for u in birth)
    assert not any(u.is_commune for u in api.receiving_units(code="1.000049", on=t.NOW.date()))


@pytest.mark.parametrize(("row", "reason"), [
    ("nonsense,Tên,Bộ,Xã,Hộ tịch,0\n", "cannot be read"), ("1.000002,,Bộ,Xã,Hộ tịch,0\n", "name is missing"),
    ("1.000002,Tên,Bộ\n", "3 cells instead of 6"), ("9.000001,Tên khác,Bộ,Xã,Hộ tịch,0\n", "repeats line 2"),
    (f"1.000002,{'x' * 2001},Bộ,Xã,Hộ tịch,0\n", "too long"), ("1.000002,T\ufffdn,Bộ,Xã,Hộ tịch,0\n", "broken"),
])  # fmt: skip
def test_a_broken_row_is_reported_and_the_others_are_kept(row, reason):
    found = catalogue.read_rows(HEADER + GOOD + row + GOOD.replace("000001", "000009"))
    assert [r.code for r in found.rows] == ["9.000001", "9.000009"]
    (broken,) = found.broken
    assert broken.line == 3
    assert reason in broken.reason_en


def test_a_broken_file_keeps_what_is_in_the_table(db, tmp_path):
    path, before = tmp_path / "catalogue.csv.gz", api.catalogue_size()
    path.write_bytes(gzip.compress((HEADER + GOOD + "x,y\n").encode() + b"1.000003,\xff\xfe,B,X,H,0\n"))
    report = api.import_catalogue(now=t.NOW, path=path, source="test")
    assert (report.imported, len(report.broken)) == (1, 2)
    path.write_text("not;a;catalogue\n", encoding="utf-8")
    with pytest.raises(contracts.CatalogueUnreadable):
        api.import_catalogue(now=t.NOW, path=path, source="test")
    assert api.catalogue_size() == before + 1


def test_broken_details_are_reported_line_by_line():
    found = catalogue.read_details(['{"code": "1.000001"}', "{", '{"name": 1}', '{"code": "1.000001"}', '{"code": "1.000002", "channels": 3}'])
    assert list(found.by_code) == ["1.000001"]
    assert [b.line for b in found.broken] == [2, 3, 4, 5]


@pytest.mark.parametrize(("text", "limit"), [
    ("10 ngày làm việc", Limit(10)), ("1 ngày", Limit(1, LimitUnit.CALENDAR_DAYS)), ("7.5 ngày làm việc", Limit(60, LimitUnit.WORKING_HOURS)),
    ("Không quá 15 ngày. ngày", Limit(15, LimitUnit.CALENDAR_DAYS)), ("4 giờ làm việc", Limit(4, LimitUnit.WORKING_HOURS)), ("N/A", None),
    ("1/12 hàng năm ngày", None), ("a) 5 ngày làm việc; b) 10 ngày làm việc", None), (None, None),
])  # fmt: skip
def test_times_are_read_only_when_they_say_one_thing(text, limit):
    assert times.parse(text) == limit


def test_prose_promises_the_longest_time_it_names():
    details = {"channels": [{"channel": "Trực tiếp", "time": "a) 5 ngày làm việc; b) không quá 12 ngày làm việc"}]}
    assert derive.limit_of(details, fallback=Limit(15)) == (Limit(12), False)
    assert derive.limit_of({}, fallback=Limit(15)) == (Limit(15), True)
