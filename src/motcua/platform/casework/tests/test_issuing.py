"""Results leave the house: numbered without a gap, signed and sealed, checked by anybody, copied, revoked, replaced."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.files import api as files
from motcua.kernel.actors import PositionHeld, Role
from motcua.kernel.errors import Forbidden, Invalid
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.adapters import printed
from motcua.platform.casework.contracts import Outcome
from motcua.platform.casework.contracts.issuing import IssuedUnknown, ResultRevoked
from motcua.platform.casework.models import IssueCounter, Issued, Result
from motcua.platform.casework.rules import issuing
from motcua.platform.casework.tests.test_lifecycle import at_signing
from motcua.platform.signing import api as signing
from motcua.platform.signing.testing import pdfsig

HOUR = timedelta(hours=1)


def signed(town, *, now=t.NOW + HOUR, actor=None, decision=Outcome.GRANTED, note=""):
    ref = at_signing(town)
    api.sign_result(code=ref.code, decision=decision, note=note, actor=actor or town.leader, now=now)
    return ref


def words(file_id):
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(files.read(file_id=file_id))).pages).split())


def revoke(ref, *, at=t.NOW + 2 * HOUR):
    Result.objects.filter(dossier__code=ref.code, revoked_at=None).update(revoked_at=at)


def test_numbers_follow_each_other_in_their_series_and_year(town):
    symbols = [api.issued_of(code=signed(town).code, actor=town.leader)[0].symbol for _ in range(2)]
    assert symbols == ["01/GKS-UBND", "02/GKS-UBND"]
    denied = signed(town, decision=Outcome.DENIED, note="Không đủ căn cứ")
    assert api.issued_of(code=denied.code, actor=town.leader)[0].symbol == "01/TB-UBND"
    next_year = signed(town, now=datetime(2027, 1, 4, 2, 0, tzinfo=UTC))
    assert api.issued_of(code=next_year.code, actor=town.leader)[0].symbol == "01/GKS-UBND"


def test_a_failed_signature_gives_its_number_back(town, monkeypatch):
    ref = at_signing(town)

    def broken(**_):
        raise signing.StampUnavailable

    monkeypatch.setattr("motcua.platform.signing.api.seal_pdf", broken)
    with pytest.raises(signing.StampUnavailable), transaction.atomic():
        api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW)
    monkeypatch.undo()
    assert not IssueCounter.objects.exists()
    assert not Issued.objects.exists()


def test_the_same_click_issues_once(town):
    ref = at_signing(town)
    for _ in range(2):
        api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW, idempotency_key="k")
    assert Issued.objects.count() == 1


@pytest.mark.usefixtures("real_papers")
def test_a_result_is_signed_sealed_archived_and_says_where_to_check_it(town, tmp_path):
    ref = signed(town)
    entry = api.issued_of(code=ref.code, actor=town.citizen)[0]
    pdf = files.read(file_id=entry.file_id)
    report = signing.validate_pdf(pdf=pdf, now=t.NOW + 20 * 365 * 24 * HOUR)
    assert [s.level for s in report.signatures] == [signing.Level.B_LTA] * 2
    assert report.valid  # twenty years later, without asking anybody
    assert [s.signer for s in report.signatures] == [town.leader.name, "UBND phường Ngô Quyền"]
    shown = words(entry.file_id)
    assert entry.symbol in shown
    assert entry.code in shown
    try:
        assert pdfsig(pdf, tmp_path).count("Signature is Valid.") >= 2
    except FileNotFoundError:
        pytest.skip("pdfsig is not installed")


@pytest.mark.usefixtures("real_papers")
def test_anybody_checks_it_by_its_code_and_hears_of_a_revocation(town, monkeypatch):
    ref = signed(town)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW + 24 * HOUR)
    entry = api.issued_of(code=ref.code, actor=town.leader)[0]
    page = Client().get(f"/kiem-tra-chu-ky/{entry.code}/").content.decode()
    assert entry.symbol in page
    assert "đang có giá trị" in page
    assert "Đỗ Thị Thử" not in page  # nothing of the holder
    revoke(ref)
    assert "đã bị cơ quan cấp thu hồi" in Client().get(f"/kiem-tra-chu-ky/{entry.code.lower()}/").content.decode()
    pdf = files.read(file_id=entry.file_id)
    assert signing.check_upload(pdf=pdf, now=t.NOW + 24 * HOUR).standing.state is signing.StandingState.REVOKED


@pytest.mark.usefixtures("real_papers")
def test_tampering_is_found(town):
    ref = signed(town)
    pdf = files.read(file_id=api.result_file(code=ref.code, actor=town.citizen))
    at = pdf.index(b"/Title")
    assert not signing.validate_pdf(pdf=pdf[:at] + b"/Titlf" + pdf[at + 6 :], now=t.NOW + HOUR).valid


def test_the_new_result_names_the_revoked_one(town):
    ref = signed(town)
    old = api.issued_of(code=ref.code, actor=town.leader)[0]
    api.revoke_result(code=ref.code, reason="Sai tên người cha", actor=town.leader, now=t.NOW + 2 * HOUR)
    with pytest.raises(ResultRevoked):
        api.issued_file(check_code=old.code, actor=town.citizen)
    api.propose_result(code=ref.code, decision=Outcome.GRANTED, note="Đã sửa", actor=town.appraiser, now=t.NOW + 3 * HOUR)
    api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW + 3 * HOUR)
    new, before = api.issued_of(code=ref.code, actor=town.citizen)
    assert (new.replaces, before.replaced_by) == (old.symbol, new.symbol)
    assert before.revoked_at is not None
    assert api.issued_file(check_code=new.code, actor=town.citizen).file_id == api.result_file(code=ref.code, actor=town.citizen)


@pytest.mark.usefixtures("real_papers")
def test_a_copy_carries_the_signed_original_and_its_own_number(town):
    ref = signed(town)
    copy = api.copies(code=ref.code, kind=signing.CopyKind.FULL, actor=town.reception, now=t.NOW + 2 * HOUR, idempotency_key="c")
    again = api.copies(code=ref.code, kind=signing.CopyKind.FULL, actor=town.reception, now=t.NOW + 2 * HOUR, idempotency_key="c")
    assert copy.code == again.code
    assert copy.symbol == "01/SY-UBND"
    report = signing.validate_pdf(pdf=files.read(file_id=copy.file_id), now=t.NOW + 3 * HOUR)
    assert (report.valid, len(report.signatures)) == (True, 3)


@pytest.mark.usefixtures("real_papers")
def test_an_extract_shows_only_what_was_chosen(town):
    ref = signed(town)
    known = {a.name: a.value for a in api.dossier(code=ref.code, actor=town.leader).answers if a.value}
    chosen = next(iter(known))
    extract = api.copies(code=ref.code, kind=signing.CopyKind.EXTRACT, fields=[chosen], actor=town.reception, now=t.NOW + 2 * HOUR)
    assert known[chosen] in words(extract.file_id)
    for fields in ([], ["none"]):
        with pytest.raises(Invalid):
            api.copies(code=ref.code, kind=signing.CopyKind.EXTRACT, fields=fields, actor=town.reception, now=t.NOW)


def test_copies_are_refused_to_others_and_of_revoked_results(town):
    ref = signed(town)
    with pytest.raises(Forbidden):
        api.copies(code=ref.code, kind=signing.CopyKind.FULL, actor=town.citizen, now=t.NOW)
    with pytest.raises(IssuedUnknown):
        api.issued_file(check_code=api.issued_of(code=ref.code, actor=town.leader)[0].code, actor=town.other_citizen)
    revoke(ref)
    with pytest.raises(ResultRevoked):
        api.copies(code=ref.code, kind=signing.CopyKind.FULL, actor=town.reception, now=t.NOW)


@pytest.mark.usefixtures("real_papers")
def test_who_signs_for_another_says_so(town):
    own = town.leader.positions[0]
    lent = replace(own, title="Chủ tịch", form="KT.", on_behalf_of="officer:x", basis="12/QĐ-UBND")
    deputy = replace(town.leader, positions=(replace(lent, role=Role.LEADER),))
    ref = signed(town, actor=deputy)
    assert "KT. CHỦ TỊCH" in words(api.result_file(code=ref.code, actor=town.citizen))


@given(st.sampled_from(["KT.", "TL.", "TUQ.", "TM.", ""]), st.sampled_from(["UBND phường Ngô Quyền", "Sở Xây dựng"]))
def test_the_lines_of_authority_follow_the_law(form, unit):
    held = PositionHeld(position_id=1, unit_code="1", unit_id=1, role=Role.LEADER, title="Chủ tịch", form=form)
    lines, title = issuing.signing_lines(position=held, own_title="Phó Chủ tịch", unit_name=unit)
    if form == "TM.":
        assert lines[0].startswith("TM. ")
        assert title == "Chủ tịch"
    elif form:
        assert (lines, title) == ((f"{form} CHỦ TỊCH",), "Phó Chủ tịch")
    else:
        assert (lines, title) == ((), "Chủ tịch")


@pytest.mark.parametrize(("form", "title", "told"), [
    ("Q.", "Chủ tịch Uỷ ban nhân dân phường", ((), "Q. Chủ tịch")),
    ("KT.", "Phó Chủ tịch Uỷ ban nhân dân phường", (("KT. CHỦ TỊCH",), "Phó Chủ tịch")),
], ids=["acting", "in charge"])  # fmt: skip
def test_an_acting_head_and_a_deputy_in_charge_sign_as_the_law_says(form, title, told):
    held = PositionHeld(position_id=1, unit_code="1", unit_id=1, role=Role.LEADER, title=title, form=form)
    assert issuing.signing_lines(position=held, own_title="Chuyên viên", unit_name="UBND phường Ngô Quyền") == told


def test_a_title_on_paper_is_the_office_alone():
    held = PositionHeld(position_id=1, unit_code="1", unit_id=1, role=Role.LEADER, title="Chủ tịch Uỷ ban nhân dân phường", form="KT.")
    lines = issuing.signing_lines(position=held, own_title="Phó Chủ tịch Ủy ban nhân dân phường", unit_name="UBND phường Ngô Quyền")
    assert lines == (("KT. CHỦ TỊCH",), "Phó Chủ tịch")


@pytest.mark.parametrize(
    ("name", "series"),
    [
        ("Quyết định hưởng trợ cấp", "QĐ"), ("Giấy xác nhận tình trạng hôn nhân", "GXN"), ("Giấy phép xây dựng", "GP"),
        ("Trích lục khai sinh", "TLHT"), ("Bản sao Trích lục hộ tịch, bản sao giấy khai sinh", "TLHT"),
        ("Giấy chứng nhận đăng ký hộ kinh doanh", "GCN"), ("Bản sao có chứng thực", "CTBS"), ("Kết quả khác", "KQ"),
    ],
)
def test_a_result_is_set_and_numbered_by_what_it_is(name, series):
    assert issuing.kind_of(name=name, template="casework/result", kinds=printed.issue_kinds()).series == series


def test_issuers_and_months():
    assert issuing.issuer_of("UBND phường Ngô Quyền") == "UBND"
    assert issuing.issuer_of("Sở Xây dựng") == "SXD"
    assert issuing.months_after(datetime(2026, 1, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert issuing.months_after(datetime(2026, 11, 30, tzinfo=UTC), 3) == datetime(2027, 2, 28, tzinfo=UTC)


def test_a_renewed_file_takes_the_place_of_the_old_one(town):
    ref = signed(town)
    entry = Issued.objects.get(dossier__code=ref.code)
    fresh = t.stored(town.leader, extra=b"renewed").uuid
    assert api.keep_renewed(signature_id=entry.signature_id, file_id=fresh) == 1
    assert api.keep_renewed(signature_id=entry.signature_id, file_id=fresh) == 0
    assert api.result_file(code=ref.code, actor=town.citizen) == fresh
    assert Issued.objects.get(pk=entry.pk).sha256 == entry.sha256


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Thông báo không cấp giấy phép xây dựng", "Về việc không cấp giấy phép xây dựng"),
        ("Thông báo về việc từ chối chứng thực", "Về việc từ chối chứng thực"),
        ("Thông báo không chấp thuận: Giấy khai sinh", "Về việc không chấp thuận: Giấy khai sinh"),
        ("Văn bản trả lời", "Văn bản trả lời"),
        ("Thông báo", "Thông báo"),
    ],
)
def test_the_abstract_of_a_notice_does_not_say_its_type_again(title, abstract):
    assert issuing.abstract_of(title) == abstract
