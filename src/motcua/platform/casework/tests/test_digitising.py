"""Paper made into data: signed by the agency, without what cameras note; taken again instead of asked for; old results in bulk."""

import io
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from PIL import Image

from motcua.foundation.consent.testing import restrict_processing
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.adapters import scans
from motcua.platform.casework.contracts.issuing import IndexUnreadable
from motcua.platform.casework.models import Dossier, OldResult, Paper
from motcua.platform.casework.tests.test_delegation import in_place_of
from motcua.platform.casework.tests.test_issuing import revoke, signed
from motcua.platform.casework.tests.test_lifecycle import received
from motcua.platform.signing import api as signing

HEAD = [
    "Tệp", "Tên giấy tờ", "Số, ký hiệu", "Cơ quan cấp", "Ngày cấp", "Họ tên", "Số định danh", "Mã kết quả", "Mã thủ tục", "Có giá trị đến",
]
KEY = "giay-chung-sinh"


def photo(colour="navy"):
    picture = Image.new("RGB", (400, 300), colour)
    exif = Image.Exif()
    exif[0x010E] = "GPS 20.86 106.68"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def scan(town, ref, content=None, **more):
    given = {"requirement": KEY, "content": content or photo(), "name": "anh.jpg", "actor": town.reception, "now": t.NOW} | more
    return Paper.objects.get(pk=api.digitise(code=ref.code, **given))


@pytest.mark.usefixtures("real_papers")
def test_a_photograph_becomes_a_signed_page_without_its_metadata(town):
    paper = scan(town, received(town))
    kept = files.read(file_id=paper.file_id)
    assert b"GPS 20.86" not in kept
    (mark,) = signing.validate_pdf(pdf=kept, now=t.NOW).signatures
    assert (mark.valid, mark.signer, paper.state) == (True, "Phường Ngô Quyền", Paper.DIGITISED)


@pytest.mark.usefixtures("real_papers")
def test_the_same_scan_is_kept_once_and_a_signed_one_is_not_signed_again(town):
    ref = received(town)
    first = scan(town, ref)
    assert scan(town, ref).pk == first.pk
    signed_already = files.read(file_id=first.file_id)
    assert files.read(file_id=scan(town, ref, signed_already).file_id) == signed_already


def test_strangers_citizens_and_unknown_papers_are_refused(town):
    ref = received(town)
    for actor in (town.stranger, town.citizen):
        with pytest.raises(contracts.DossierUnknown):
            scan(town, ref, actor=actor)
    with pytest.raises(contracts.PaperUnknown):
        scan(town, ref, requirement="none")
    with pytest.raises(files.FileDamaged):
        scan(town, ref, b"\xff\xd8\xff broken")


def test_papers_and_results_of_the_same_party_are_taken_again(town):
    before, ref = signed(town), received(town)
    offered = api.reusable_papers(code=ref.code, actor=town.reception, now=t.NOW)
    taken = api.reuse(code=ref.code, requirement=KEY, paper_id=offered[0].paper_id, actor=town.reception, now=t.NOW)
    assert Paper.objects.get(pk=taken).state == Paper.REUSED_PAPER
    (result,) = api.reusable_results(code=ref.code, actor=town.reception, now=t.NOW)
    again = [api.reuse(code=ref.code, requirement=KEY, check_code=result.code, actor=town.reception, now=t.NOW) for _ in range(2)]
    assert again[0] == again[1]
    assert Paper.objects.get(pk=again[0]).state == Paper.REUSED_RESULT
    revoke(before)
    assert api.reusable_results(code=ref.code, actor=town.reception, now=t.NOW) == ()


def test_nothing_of_another_party_can_be_taken(town):
    theirs = signed(town)
    mine = t.submit(town.other_citizen)
    assert api.reusable_papers(code=mine.code, actor=town.reception, now=t.NOW) == ()
    paper_id = Paper.objects.filter(dossier__code=theirs.code).first().pk
    code = api.issued_of(code=theirs.code, actor=town.leader)[0].code
    for given in ({"paper_id": paper_id}, {"check_code": code}):
        with pytest.raises(contracts.PaperUnknown):
            api.reuse(code=mine.code, requirement=KEY, actor=town.reception, now=t.NOW, **given)


def index(*rows, head=HEAD):
    book = openpyxl.Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(n, *, file=None, number="031191950001", until=None):
    what = [file or f"{n}.jpg", "Giấy phép kinh doanh", f"{n}/GP-UBND", "UBND quận Ngô Quyền", date(2023, 5, n)]
    return [*what, "Đỗ Thị Thử 1", number, "KQ.H24.000001", "", until]


def archive(**named):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in named.items():
            made.writestr(f"{name.removeprefix('f')}.jpg", content)
    out.seek(0)
    return out


def bulk(town, rows, scans, **more):
    given = {"unit_code": t.UNIT, "actor": town.reception, "now": t.NOW} | more
    return api.digitise_old_results(index=index(*rows), scans_from=scans, **given)


def test_old_results_are_digitised_found_and_told(town):
    done = bulk(town, [row(1), row(2, until="01/05/2030")], archive(f1=photo("red"), f2=photo("green")))
    assert (done.made, done.known, done.faults) == (2, 0, ())
    found = api.find_old_results(actor=town.reception, number="031191950001")
    assert [f.symbol for f in found] == ["2/GP-UBND", "1/GP-UBND"]
    assert api.find_old_results(actor=town.reception, name="do thi thu")[0].holder_name == "Đỗ Thị Thử 1"
    assert api.find_old_results(actor=town.stranger, number="031191950001") == ()
    drain_all()
    told = [e.payload for e in outbox.read(after_seq=0, limit=1000) if e.name == "casework.old_result.digitised.v1"]
    assert [bool(e["person_id"]) for e in told] == [True, True]
    assert "Thử" not in str(told)


def test_a_broken_run_is_run_again_without_doing_anything_twice(town):
    rows = [row(1), row(2), row(3)]
    scans = {"f1": photo("red"), "f3": photo("blue")}
    first = bulk(town, rows, archive(**scans))
    assert (first.made, [f.line for f in first.faults]) == (2, [3])
    second = bulk(town, rows, archive(**scans, f2=photo("green")))
    assert (second.made, second.known, second.faults) == (1, 2, ())
    assert OldResult.objects.count() == 3


def test_a_trial_run_writes_nothing_and_names_bad_rows(town):
    bad = [row(1), row(2, until="32/13/2030"), ["3.jpg", "Giấy"], row(4, file="../../etc/passwd"), row(5)]
    done = bulk(town, bad, archive(f1=photo(), f2=photo("red"), f5=b"no picture"), dry_run=True)
    assert (done.made, [f.line for f in done.faults]) == (1, [3, 4, 5, 6])
    assert all(f.vi and f.en for f in done.faults)
    assert not OldResult.objects.exists()


def locked(packed):
    """The archive as a packer with a password marks it."""
    content = bytearray(packed.getvalue())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return io.BytesIO(bytes(content))


def test_a_scan_with_a_password_is_named_and_the_rest_is_done(town):
    (fault,) = bulk(town, [row(1)], locked(archive(f1=photo()))).faults
    assert (fault.line, "mật khẩu" in fault.vi, "password" in fault.en) == (2, True, True)


def test_an_index_that_unpacks_to_too_much_is_refused(monkeypatch):
    content = index(row(1))
    monkeypatch.setattr("motcua.platform.casework.adapters.workbook._MOST_UNPACKED", len(content))
    with pytest.raises(IndexUnreadable, match="too large"):
        list(scans.read_index(content))


@pytest.mark.parametrize("spoilt", [b"<worksheet", b""])
def test_an_index_that_breaks_while_it_is_read_is_refused(spoilt):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(index(row(1)))) as whole, zipfile.ZipFile(out, "w") as made:
        for entry in whole.infolist():
            made.writestr(entry, spoilt if "sheet1" in entry.filename else whole.read(entry))
    with pytest.raises(IndexUnreadable):
        list(scans.read_index(out.getvalue()))


def test_a_folder_serves_as_well(town, tmp_path):
    (tmp_path / "1.jpg").write_bytes(photo())
    assert bulk(town, [row(1)], tmp_path).made == 1


def test_other_units_and_broken_indexes_are_refused(town):
    with pytest.raises(Forbidden):
        bulk(town, [row(1)], archive(), actor=town.stranger)
    for content in (b"", b"PK", index(head=["Tệp", "Tên giấy tờ"])):
        with pytest.raises(IndexUnreadable):
            api.digitise_old_results(index=content, scans_from=archive(), unit_code=t.UNIT, actor=town.reception, now=t.NOW)


def test_an_old_result_in_force_stands_for_a_paper(town):
    bulk(town, [row(1), row(2, until="01/01/2025")], archive(f1=photo("red"), f2=photo("green")))
    ref = received(town)
    OldResult.objects.update(number_index=Dossier.objects.get(code=ref.code).number_index)
    new, old = sorted(api.find_old_results(actor=town.reception, name="thử"), key=lambda f: f.expires_on is not None)
    assert api.reuse(code=ref.code, requirement=KEY, old_result=new.uuid, actor=town.reception, now=t.NOW)
    with pytest.raises(contracts.PaperUnknown):
        api.reuse(code=ref.code, requirement=KEY, old_result=old.uuid, actor=town.reception, now=t.NOW)


@pytest.mark.usefixtures("real_papers")
def test_the_applicant_signs_her_form(town):
    ref = received(town)
    asked = api.start_form_signature(code=ref.code, actor=town.citizen, now=t.NOW)
    assert api.start_form_signature(code=ref.code, actor=town.citizen, now=t.NOW + timedelta(minutes=1)).id == asked.id
    for _ in range(2):
        done = api.finish_form_signature(code=ref.code, request_id=asked.id, actor=town.citizen, now=t.NOW)
    assert done.document.report.signatures[0].signer == api.dossier(code=ref.code, actor=town.citizen).party.name
    (paper,) = Paper.objects.filter(dossier__code=ref.code, requirement="to-khai-da-ky")
    assert files.read(file_id=paper.file_id) == done.document.pdf
    for actor in (town.reception, town.other_citizen):
        with pytest.raises(contracts.DossierUnknown):
            api.start_form_signature(code=ref.code, actor=actor, now=t.NOW)


@pytest.mark.usefixtures("real_papers")
def test_papers_that_come_later_do_not_change_what_waits_to_be_signed(town):
    ref = received(town)
    asked = api.start_form_signature(code=ref.code, actor=town.citizen, now=t.NOW)
    api.request_supplement(code=ref.code, items=("Giấy chứng sinh",), reason="Ảnh mờ", actor=town.reception, now=t.NOW)
    later = t.NOW + timedelta(hours=1)
    api.supply(code=ref.code, papers=(t.paper(town.citizen),), actor=town.citizen, now=later)
    assert api.start_form_signature(code=ref.code, actor=town.citizen, now=later).id == asked.id
    assert api.finish_form_signature(code=ref.code, request_id=asked.id, actor=town.citizen, now=later).document is not None


@pytest.mark.usefixtures("real_papers")
def test_supplemented_answers_are_signed_in_a_request_of_their_own(town, monkeypatch):
    ref = received(town)
    asked = api.start_form_signature(code=ref.code, actor=town.citizen, now=t.NOW)
    row = Dossier.objects.get(code=ref.code)
    row.form_data["answers"]["phone"] = "0900000001"
    row.save(update_fields=["form_data"])
    assert api.start_form_signature(code=ref.code, actor=town.citizen, now=t.NOW).id != asked.id
    told = {}
    monkeypatch.setattr(signing, "request_signature", lambda **given: told.update(given))
    api.start_form_signature(code=ref.code, actor=town.citizen, now=t.NOW)
    assert row.party_number not in told["idempotency_key"]


def test_a_power_over_some_procedures_reaches_only_their_old_results(town):
    bulk(town, [row(1), row(2)], archive(f1=photo("red"), f2=photo("green")))
    OldResult.objects.filter(symbol__startswith="1/").update(procedure_code=t.REPAIR)
    lent = in_place_of(town.reception, procedures=frozenset({t.REPAIR}))
    assert [f.symbol for f in api.find_old_results(actor=lent, number="031191950001")] == ["1/GP-UBND"]
    with pytest.raises(Forbidden):
        bulk(town, [row(3)], archive(f3=photo("blue")), actor=lent)
    assert bulk(town, [row(3)], archive(f3=photo("blue")), actor=in_place_of(town.reception)).made == 1


def test_who_files_for_another_reaches_nothing_that_the_other_gave_before(town):
    given = Paper.objects.filter(dossier__uuid=received(town).uuid, file_id__isnull=False).first()
    theirs = t.submit(town.citizen)
    Dossier.objects.filter(uuid=theirs.uuid).update(submitter_id=town.other_citizen.subject_id, filing="authorised")
    assert given.pk in {p.paper_id for p in api.reusable_papers(code=theirs.code, actor=town.citizen, now=t.NOW)}
    assert api.dossier(code=theirs.code, actor=town.other_citizen)
    with pytest.raises(contracts.DossierUnknown):
        api.reusable_papers(code=theirs.code, actor=town.other_citizen, now=t.NOW)
    with pytest.raises(contracts.DossierUnknown):
        api.reuse(code=theirs.code, requirement=KEY, paper_id=given.pk, actor=town.other_citizen, now=t.NOW)


def test_the_page_at_intake(town):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from motcua.foundation.identity.testing import sign_in

    ref = received(town)
    client, page = sign_in(Client(), town.reception), f"/lam-viec/ho-so/{ref.code}/so-hoa/"
    assert "Giấy chứng sinh" in client.get(page).content.decode()

    def send(**form):
        return client.post(page, form).status_code

    assert send(requirement=KEY) == 422
    assert send(requirement="khong-co", scan=SimpleUploadedFile("a.jpg", photo())) == 422
    assert send(requirement=KEY, scan=SimpleUploadedFile("a.jpg", b"khong phai anh")) == 422
    assert send(requirement=KEY, scan=SimpleUploadedFile("a.jpg", photo())) == 302
    assert any(p.file_name.startswith("so-hoa-") for p in api.dossier(code=ref.code, actor=town.reception).papers)
    assert sign_in(Client(), town.stranger).get(page).status_code == 404


def test_nothing_of_earlier_dossiers_is_taken_while_the_person_restricts_its_use(town):
    signed(town)
    ref = received(town)
    offered = api.reusable_papers(code=ref.code, actor=town.reception, now=t.NOW)
    assert offered
    assert api.papers_of_mine(actor=town.citizen, now=t.NOW)
    restrict_processing(town.citizen.subject_id, now=t.NOW)
    assert api.papers_of_mine(actor=town.citizen, now=t.NOW) == ()
    assert api.reusable_papers(code=ref.code, actor=town.reception, now=t.NOW) == ()
    assert api.reusable_results(code=ref.code, actor=town.reception, now=t.NOW) == ()
    with pytest.raises(contracts.PaperUnknown):
        api.reuse(code=ref.code, requirement=KEY, paper_id=offered[0].paper_id, actor=town.reception, now=t.NOW)
