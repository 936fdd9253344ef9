"""Old results in bulk from a page: checked, then digitised, each row its own result; stopped, repeated or run twice it is done once."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.files import api as files
from motcua.foundation.identity.testing import sign_in
from motcua.foundation.outbox.contracts import KeyReused
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import scan_rows
from motcua.platform.casework.adapters import scans as reading
from motcua.platform.casework.contracts.desk import BulkUnknown
from motcua.platform.casework.contracts.issuing import IndexUnreadable
from motcua.platform.casework.contracts.scanning import ScanOutcome, ScansEmpty, ScansTooMany, ScansUnchecked
from motcua.platform.casework.models import BulkItem, BulkRun, OldResult
from motcua.platform.casework.tests.test_digitising import HEAD, archive, index, photo, row

PAGE = "/lam-viec/ho-so/so-hoa-ket-qua/"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def begun(town, rows, scans, **more):
    given = {"index": index(*rows), "index_name": "ke.xlsx", "unit_code": t.UNIT, "actor": town.reception, "now": t.NOW} | more
    return api.begin_scans(scans_from=scans, **given)


def go_on(town, run, **more):
    return api.continue_scans(run_id=run, actor=town.reception, now=t.NOW, **more)


def three(town, **more):
    """Two rows that can be digitised and one whose date is none, checked."""
    rows, scans = [row(1), row(2), row(3, until="32/13/2030")], archive(f1=photo("red"), f2=photo("green"), f3=photo("blue"))
    run = begun(town, rows, scans, **more)
    return run, go_on(town, run)


def outcomes(run):
    return [r.outcome.value for r in run.rows]


def test_a_check_writes_nothing_and_names_what_is_wrong(town):
    rows = [row(1), row(2, file="khong-co.jpg"), ["3.jpg", "Giấy"], row(4), row(5)]
    run = begun(town, rows, archive(f1=photo("red"), f4=b"khong phai anh", f5=photo("blue")))
    checked = go_on(town, run)
    assert outcomes(checked) == ["new", "refused", "refused", "refused", "new"]
    assert all(r.error_vi and r.error_en for r in checked.rows if r.outcome is ScanOutcome.REFUSED)
    assert ([r.line for r in checked.rows], checked.totals.finished_at) == ([2, 3, 4, 5, 6], t.NOW)
    assert not OldResult.objects.exists()


def test_what_was_checked_is_digitised_once(town):
    run, _ = three(town)
    made = [api.digitise_checked(run_id=run, actor=town.reception, now=t.NOW) for _ in range(2)]
    assert made[0] == made[1]
    assert outcomes(go_on(town, made[0])) == ["new", "new", "refused"]
    assert outcomes(go_on(town, made[0])) == ["new", "new", "refused"]
    assert sorted(OldResult.objects.values_list("symbol", flat=True)) == ["1/GP-UBND", "2/GP-UBND"]
    assert api.scan_run(run_id=run, actor=town.reception).digitised_by == made[0]
    _, again = three(town)
    assert outcomes(again) == ["known", "known", "refused"]


def test_a_stopped_run_goes_on_by_itself_where_it_was(town):
    run, _ = three(town)
    made = api.digitise_checked(run_id=run, actor=town.reception, now=t.NOW)
    once = iter([True, False])
    half = go_on(town, made, going_on=lambda: next(once))
    assert (half.totals.handled, half.totals.finished_at) == (2, None)
    assert api.continue_open_bulks(now=t.NOW) == 1
    assert outcomes(api.scan_run(run_id=made, actor=town.reception)) == ["new", "new", "refused"]
    assert OldResult.objects.count() == 2


def test_an_error_of_ours_refuses_its_row_alone(town, monkeypatch):
    run, _ = three(town)
    made = api.digitise_checked(run_id=run, actor=town.reception, now=t.NOW)
    does = scan_rows.do
    monkeypatch.setattr(scan_rows, "do", lambda run, item, **more: 1 / 0 if item.place == 0 else does(run, item, **more))
    done = go_on(town, made)
    assert outcomes(done) == ["refused", "new", "refused"]
    assert "Hệ thống gặp lỗi ở dòng này" in done.rows[0].error_vi


def test_uploaded_scans_go_when_they_are_digitised_and_after_ninety_days(town):
    run, _ = three(town)
    kept = [BulkItem.objects.get(run__uuid=run, place=n).given["file_id"] for n in (0, 1)]
    left, _ = three(town, idempotency_key="khac")
    other = BulkItem.objects.get(run__uuid=left, place=0).given["file_id"]
    go_on(town, api.digitise_checked(run_id=run, actor=town.reception, now=t.NOW))
    for scan in kept:
        with pytest.raises(files.FileMissing):
            files.get(file_id=scan)
    assert files.get(file_id=other).size
    api.forget_bulks(now=t.NOW + timedelta(days=91))
    assert not BulkRun.objects.exists()
    with pytest.raises(files.FileMissing):
        files.get(file_id=other)


def test_a_key_stands_for_one_upload(town):
    given, scans = {"index": index(row(1)), "idempotency_key": "k"}, archive(f1=photo())
    assert begun(town, [], scans, **given) == begun(town, [], scans, **given)
    for other, packed in ((index(row(2)), scans), (given["index"], archive(f2=photo()))):
        with pytest.raises(KeyReused):
            begun(town, [], packed, **given | {"index": other})
    assert BulkRun.objects.count() == 1


def test_nothing_is_digitised_that_was_not_checked(town):
    run = begun(town, [row(1)], archive(f1=photo()))
    with pytest.raises(ScansUnchecked):
        api.digitise_checked(run_id=run, actor=town.reception, now=t.NOW)
    bad = begun(town, [row(1, until="32/13/2030")], archive(f1=photo()))
    go_on(town, bad)
    with pytest.raises(ScansUnchecked):
        api.digitise_checked(run_id=bad, actor=town.reception, now=t.NOW)


def test_a_run_is_its_officers_alone_and_no_run_over_dossiers(town):
    run, _ = three(town)
    for actor in (town.appraiser, town.citizen):
        for call in (api.scan_run, api.digitise_checked, api.continue_scans, api.refused_scans):
            more = {} if call is api.scan_run else {"now": t.NOW}
            with pytest.raises(BulkUnknown):
                call(run_id=run, actor=actor, **more)
    for call, more in ((api.bulk_report, {}), (api.continue_bulk, {"now": t.NOW})):
        with pytest.raises(BulkUnknown):
            call(run_id=run, actor=town.reception, **more)
    assert api.scan_runs(actor=town.appraiser).rows == ()


def test_who_lost_the_unit_digitises_nothing(town):
    run, _ = three(town)
    made = api.digitise_checked(run_id=run, actor=town.reception, now=t.NOW)
    BulkRun.objects.filter(uuid=made).update(arguments={**BulkRun.objects.get(uuid=made).arguments, "unit": t.OTHER_UNIT})
    assert outcomes(go_on(town, made)) == ["refused", "refused", "refused"]
    with pytest.raises(Forbidden):
        begun(town, [row(1)], archive(f1=photo()), unit_code=t.OTHER_UNIT)


def test_refusals_of_the_whole_upload(town):
    scans = archive(f1=photo())
    for rows, error in (([], ScansEmpty), ([row(1)] * 501, ScansTooMany)):
        with pytest.raises(error):
            begun(town, rows, scans)
    with pytest.raises(files.FileDamaged):
        begun(town, [row(1)], io.BytesIO(b"no archive"))
    with pytest.raises(Forbidden):
        begun(town, [row(1)], scans, actor=town.citizen)
    assert not BulkRun.objects.exists()


def test_refused_rows_come_back_as_an_index_to_correct(town):
    run, _ = three(town)
    content = api.refused_scans(run_id=run, actor=town.reception, now=t.NOW)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [c.value for c in sheet[1]][:-1] == HEAD
    assert "Ngày không đọc được" in sheet[2][len(HEAD)].value
    sheet.cell(row=2, column=HEAD.index("Có giá trị đến") + 1).value = "31/12/2030"
    out = io.BytesIO()
    sheet.parent.save(out)
    mended = begun(town, [], archive(f3=photo("blue")), index=out.getvalue())
    assert outcomes(go_on(town, mended)) == ["new"]


def test_the_blank_index_has_the_columns_and_no_rows():
    assert list(reading.index_lines(api.blank_index())) == []


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_an_index_may_be_csv(mark):
    line = ["1.jpg", "Giấy phép", "1/GP-UBND", "UBND quận", "01/05/2023", "Đỗ Thị Thử 1", "031191950001"]
    text = "\n".join(mark.join(f'"{value}"' for value in values) for values in (HEAD[:7], line))
    ((number, found),) = reading.read_index(("\ufeff" + text).encode())
    assert (number, found.symbol, found.number, found.issued_on.year) == (2, "1/GP-UBND", "031191950001", 2023)


def test_what_is_neither_is_refused():
    for content in ("Tệp,Tên".encode("utf-16"), b"\x00\x01", b""):
        with pytest.raises(IndexUnreadable):
            list(reading.read_index(content))


def test_formulas_of_an_index_stay_texts():
    book = openpyxl.load_workbook(io.BytesIO(reading.write_index([({"file": "=1+1", "number": "031191950001"}, "x")])))
    assert (book.active["A2"].data_type, book.active["G2"].value) == ("s", "031191950001")


def upload(client, rows, scans, **more):
    sent = {"index": SimpleUploadedFile("ke.xlsx", index(*rows)), "scans": SimpleUploadedFile("quet.zip", scans.getvalue())}
    return client.post(PAGE, {"unit": t.UNIT, "key": "k", **sent, **more})


def test_the_pages_from_upload_to_digitised(town):
    desk = sign_in(Client(), town.reception)
    assert "Số hóa kết quả cũ" in desk.get("/lam-viec/ho-so/").content.decode()
    assert "Chưa có lượt nào" in desk.get(PAGE).content.decode()
    assert desk.get(f"{PAGE}bang-ke.xlsx").status_code == 200
    checked = upload(desk, [row(1), row(2, until="32/13/2030")], archive(f1=photo("red"), f2=photo("green")))["Location"]
    shown = desk.get(checked).content.decode()
    assert all(said in shown for said in ("Số hóa 1 dòng", "1 dòng số hóa được.", "Ngày không đọc được", "Đã xong 2 trên 2 dòng"))
    done = desk.post(f"{checked}so-hoa/")["Location"]
    shown = desk.get(done).content.decode()
    assert all(said in shown for said in ("Đã số hóa 1 kết quả", "chua-duoc.xlsx", "ke.xlsx"))
    assert "Xem lượt số hóa" in desk.get(checked).content.decode()
    assert desk.get(f"{done}chua-duoc.xlsx")["Content-Disposition"].startswith("attachment")
    assert desk.post(f"{done}tiep/")["Location"] == done
    assert desk.get(PAGE).content.decode().count(PAGE + "0") == 2
    for other, status in ((town.appraiser, 404), (town.citizen, 403)):  # as every page of officers
        assert sign_in(Client(), other).get(checked).status_code == status


def test_the_page_names_what_is_wrong_with_an_upload(town):
    desk = sign_in(Client(), town.reception)
    assert desk.post(PAGE, {"unit": t.UNIT}).status_code == 422
    answers = (
        upload(desk, [], archive(f1=photo())), upload(desk, [row(1)], io.BytesIO(b"khong phai zip")),
        upload(desk, [row(1)], archive(f1=photo()), unit=t.OTHER_UNIT),
    )
    for answer, said in zip(answers, ("Bảng kê chưa có dòng nào", "bị hỏng hoặc không mở được", "không thuộc phạm vi"), strict=True):
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not BulkRun.objects.exists()


def rest(actor, path="", *, key="", **fields):
    client = sign_in(Client(), actor)
    address = f"/api/v1/casework/old-results/runs{path}"
    return client.post(address, fields, headers={"Idempotency-Key": key or str(uuid4())}) if key or fields else client.get(address)


def test_programs_do_the_same(town):
    sent = {"index": SimpleUploadedFile("i.xlsx", index(row(1), row(2, until="x"))), "unit_code": t.UNIT}
    begun = rest(town.reception, scans=SimpleUploadedFile("s.zip", archive(f1=photo("red"), f2=photo("green")).getvalue()), **sent).json()
    assert (begun["verb"], begun["new"], begun["refused"], begun["waiting"]) == ("check_old_results", 1, 1, 0)
    here = f"/{begun['run_id']}"
    page = json.loads(rest(town.reception, f"{here}/rows?limit=1").content)
    assert ([r["outcome"] for r in page["rows"]], page["next"]) == (["new"], "1")
    assert [r["line"] for r in json.loads(rest(town.reception, f"{here}/rows?after=1").content)["rows"]] == [3]
    done = rest(town.reception, f"{here}/digitise", key="so-hoa-lan-1").json()
    assert (done["verb"], done["new"]) == ("digitise_old_results", 1)
    listed = json.loads(rest(town.reception, "?limit=1").content)
    assert ([r["run_id"] for r in listed["rows"]], bool(listed["next"])) == ([done["run_id"]], True)
    assert zipfile.is_zipfile(io.BytesIO(rest(town.reception, f"{here}/refused").content))
    assert rest(town.reception, f"{here}/continue", key="tiep-lan-1").json()["finished_at"]
    assert rest(town.appraiser, here).status_code == 404
    assert rest(town.citizen, here).status_code == 403
    assert json.loads(rest(town.appraiser).content)["rows"] == []
