"""Dossiers from the portal: kept raw, opened once, parked with reasons, mended and replayed."""

import json
from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, transaction

from motcua.channels.national import api, tasks
from motcua.channels.national.actions import applying, fetching
from motcua.channels.national.contracts import ItemUnknown, MessageMalformed, NotParked, PortalUnavailable, ReasonNeeded, SignatureWrong
from motcua.channels.national.models import FetchedPaper, InboxMessage, Intake, Mirror
from motcua.channels.national.testing import NOW, PDF, casework_opens, dossier_body, envelope, portal
from motcua.foundation.files import api as files
from motcua.foundation.identity.testing import make_officer
from motcua.foundation.units.testing import make_unit
from motcua.kernel.actors import ANONYMOUS, Role
from motcua.kernel.errors import Forbidden
from motcua.kernel.ids import uuid7
from motcua.kernel.sealed_calls import signature

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unit():
    make_unit()


def come(*messages, opened=None, times=1, now=NOW, **more):
    """The portal has these messages; they are pulled and worked off."""
    with casework_opens() as made, portal(messages=list(messages), **more) as there:
        for _ in range(times):
            api.pull(now=now)
            api.take_in(now=now)
        return made, there


def test_a_dossier_arrives_with_its_papers():
    made, _ = come(envelope())
    (given,) = made.given
    assert (given["portal_code"], given["procedure_code"], given["unit_code"]) == ("H24.NA-260309-0001", "1.001193", "11329")
    assert (given["answers"], given["fee_paid"], given["channel"]) == ({"child_name": "Đỗ Bảo An"}, 8000, 2)
    assert (given["owner"].name, given["owner"].number) == ("Đỗ Thị Hải Yến", "031191000019")
    (paper,) = given["papers"]
    assert (paper.requirement, files.read(file_id=paper.file_id)) == ("giay-chung-sinh", PDF)
    assert Intake.objects.get().dossier_code == "H24.11329-260309-0001"


def test_the_same_message_three_times_is_one_dossier():
    made, there = come(envelope(), envelope(), envelope(), times=3)
    assert (len(made.given), InboxMessage.objects.count(), len(there.asked)) == (1, 1, 1)


def test_the_same_dossier_under_another_message_is_one_dossier():
    made, _ = come(envelope(), envelope(number=2))
    assert len(made.given) == 1
    assert set(Intake.objects.values_list("state", flat=True)) == {"done"}


def test_other_content_under_a_known_identifier_is_parked_beside_it():
    made, _ = come(envelope(), envelope(dossier_body(ChuHoSo="Người Khác")))
    assert len(made.given) == 1
    parked = Intake.objects.get(state="parked")
    assert (parked.reason_code, parked.message.message_id[:5]) == ("national.message_changed", "TD-1#")


def test_what_came_is_never_changed():
    come(envelope())
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        InboxMessage.objects.update(kind="x")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"MaTTHC": ""}, "national.message_malformed"),
        ({"MaTTHC": "không phải mã"}, "national.procedure_not_here"),
        ({"DonViXuLy": "H99.1"}, "national.unit_not_here"),
        ({"ThongTinKhac": "{"}, "national.message_malformed"),
    ],
)
def test_what_cannot_be_used_is_parked_with_its_reason(change, reason):
    made, _ = come(envelope(dossier_body(**change)), envelope(dossier_body("H24.NA-260309-0002"), number=2))
    assert [g["portal_code"] for g in made.given] == ["H24.NA-260309-0002"]  # the next one is not kept from going on
    row = Intake.objects.get(state="parked")
    assert (row.reason_code, bool(row.reason_vi and row.reason_en)) == (reason, True)


@pytest.mark.parametrize("raw", [{}, {"LoaiThongDiep": "HoSo"}, {"MaThongDiep": 7, "NoiDung": "text"}, {"NoiDung": [1]}])
def test_malformed_rows_are_kept_and_parked(raw):
    come(raw)
    assert Intake.objects.get().state == "parked"
    assert Intake.objects.get().problems


def test_a_paper_that_is_no_paper_is_parked():
    come(envelope(), papers={"files/1": b"<html>hello</html>"})
    row = Intake.objects.get()
    assert (row.state, row.reason_code) == ("parked", "national.paper_refused")


def test_a_portal_that_is_away_is_met_again_and_papers_are_fetched_once():
    with casework_opens() as made, portal(messages=[envelope()]) as there:
        api.pull(now=NOW)
        there.away = 1
        assert api.take_in(now=NOW).waiting == 1
        assert api.take_in(now=NOW).done == 0  # not yet
        assert api.take_in(now=NOW + timedelta(minutes=1)).done == 1
    assert (len(made.given), FetchedPaper.objects.count()) == (1, 1)


def test_news_waits_for_its_dossier_and_then_goes_on():
    status = {"MaHoSo": "H24.NA-260309-0001", "TrangThai": "processing", "ThoiDiemXuLy": "20260309080000"}
    with casework_opens(), portal(messages=[envelope(status, kind="TrangThai", number=9, at="20260309080000"), envelope()]):
        api.pull(now=NOW)
        done = api.take_in(now=NOW)
        assert (done.done, done.waiting) == (1, 1)
        with_known_procedure = {"return_value": type("D", (), {"procedure_code": "1.001193", "status": 4})()}
        from unittest.mock import patch

        with patch("motcua.platform.casework.api.by_id", **with_known_procedure):
            assert api.take_in(now=NOW + timedelta(hours=1)).done == 1


def test_where_a_ministry_is_master_the_status_is_mirrored_in_the_order_of_its_clock():
    def news(status, at, number):
        body = {"MaHoSo": "H24.NA-260309-0001", "TrangThai": status, "ThoiDiemXuLy": at, "MaTTHC": "1.001193"}
        return envelope(body, kind="TrangThai", number=number, at="20260309090000")

    with casework_opens() as made, portal() as there:
        made.ministry = {"1.001193"}
        there.messages = [envelope(), news("releasing", "20260311090000", 2), news("processing", "20260310090000", 3)]
        api.pull(now=NOW)
        api.take_in(now=NOW)
    assert made.given == []
    row = Mirror.objects.get()
    assert (row.status, row.word) == (9, "releasing")


def test_an_officer_mends_and_the_dossier_opens():
    operator = make_officer(Role.OPERATOR)
    come(envelope(dossier_body(DonViXuLy="H99.1")))
    intake = Intake.objects.get()
    view = api.intake(intake_id=intake.pk, actor=operator)
    assert view.values["DonViXuLy"] == "H99.1"
    assert "031191000019" not in view.values.values()  # nothing personal that is not wrong
    with casework_opens() as made, portal():
        assert api.mend(intake_id=intake.pk, changes={"DonViXuLy": "H24.11329"}, actor=operator, now=NOW) == "done"
    assert made.given[0]["unit_code"] == "11329"
    assert InboxMessage.objects.get().body["DonViXuLy"] == "H99.1"
    with pytest.raises(NotParked):
        api.mend(intake_id=intake.pk, changes={}, actor=operator, now=NOW)


def test_setting_aside_needs_a_reason():
    operator = make_officer(Role.OPERATOR)
    come(envelope(dossier_body(MaTTHC="")))
    intake_id = Intake.objects.get().pk
    with pytest.raises(ReasonNeeded):
        api.discard(intake_id=intake_id, reason="  ", actor=operator, now=NOW)
    api.discard(intake_id=intake_id, reason="Trùng hồ sơ giấy", actor=operator, now=NOW)
    assert Intake.objects.get().state == "discarded"


def test_only_operators_and_administrators():
    with pytest.raises(Forbidden):
        api.queues(actor=ANONYMOUS)
    with pytest.raises(Forbidden):
        api.replay_parked(actor=make_officer(Role.LEADER), now=NOW)
    with pytest.raises(ItemUnknown):
        api.intake(intake_id=404, actor=make_officer(Role.ADMIN))


def pushed(body, *, secret="demo-only-national", at=NOW):
    stamp = str(int(at.timestamp()))
    return {"x-national-timestamp": stamp, "x-national-signature": signature(secret=secret, timestamp=stamp, body=body)}


def test_pushed_messages_are_kept_like_pulled_ones():
    raw = json.dumps([envelope(), envelope()]).encode()
    kept = api.receive_push(raw=raw, headers=pushed(raw), now=NOW)
    assert (kept.new, kept.known) == (1, 1)
    come(envelope())
    assert InboxMessage.objects.get().way == "push"


@pytest.mark.parametrize("headers", [{}, "wrong", "old"])
def test_a_push_without_a_fresh_signature_is_refused(headers):
    raw = b"{}"
    if headers == "wrong":
        headers = pushed(raw, secret="guess")
    elif headers == "old":
        headers = pushed(raw, at=NOW - timedelta(minutes=6))
    with pytest.raises(SignatureWrong):
        api.receive_push(raw=raw, headers=headers, now=NOW)


@pytest.mark.parametrize("raw", [b"", b"[]", b"7", b'["a"]', b"{" * 5000])
def test_a_push_that_is_no_message_is_refused(raw):
    with pytest.raises(MessageMalformed):
        api.receive_push(raw=raw, headers=pushed(raw), now=NOW)


def test_a_machine_without_a_signature_gets_401(client):
    answer = client.post("/api/v1/national/messages", data=b"{}", content_type="application/json")
    assert answer.status_code == 401


def test_files_are_given_by_their_link_alone(client):
    from motcua.channels.national.queries.building import file_link
    from motcua.kernel.actors import SYSTEM

    kept = files.put(content=PDF, name="Giấy.pdf", purpose="test", actor=SYSTEM, now=NOW)
    path = file_link(file_id=kept.uuid, name="Giấy.pdf").split("8000", 1)[-1]
    assert b"".join(client.get(path).streaming_content) == PDF
    assert client.get(f"/api/v1/national/files/{uuid7()}/x").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_workers_open_one_dossier():
    import threading

    from django.db import connection

    with casework_opens() as made, portal(messages=[envelope(dossier_body(f"H24.NA-260309-{n:04d}"), number=n) for n in range(6)]):
        api.pull(now=NOW)

        def work():
            api.take_in(now=NOW)
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(g["portal_code"] for g in made.given) == [f"H24.NA-260309-{n:04d}" for n in range(6)]
    assert set(Intake.objects.values_list("state", flat=True)) == {"done"}


def test_a_worker_that_comes_too_late_undoes_nothing(monkeypatch):
    def away(*, intake, **_):
        Intake.objects.filter(pk=intake.pk).update(state="done", dossier_code="H24.1", next_at=None)  # the other worker's commit
        raise PortalUnavailable(reason="timeout")

    monkeypatch.setattr(fetching, "fetch_papers", away)
    come(envelope())
    assert Intake.objects.values_list("state", "dossier_code", "attempts").get() == ("done", "H24.1", 0)


def test_an_error_of_ours_parks_one_message_and_stops_no_other(monkeypatch):
    apply, failed = applying.apply, []

    def sometimes(news, **more):
        if not failed:
            failed.append(news)
            raise ZeroDivisionError
        return apply(news, **more)

    monkeypatch.setattr(applying, "apply", sometimes)
    made, _ = come(envelope(), envelope(dossier_body(MaHoSo="H24.NA-260309-0002"), number=2))
    assert [g["portal_code"] for g in made.given] == ["H24.NA-260309-0002"]
    parked = Intake.objects.get(state="parked")
    assert (parked.reason_code, "ZeroDivisionError" in parked.reason_vi) == ("national.message_unworkable", True)


@pytest.mark.parametrize(
    "odd",
    [{"ThoiDiem": "00010101000000"}, {"LoaiThongDiep": "HO\x00SO"}, {"MaThongDiep": "TD-\ud800"}, {"NoiDung": {"MaHoSo": "x\ud800", "Ten": "\udfff\x00"}}],
)  # fmt: skip
def test_nothing_that_the_portal_can_write_stops_what_comes_behind_it(odd):
    made, _ = come({**envelope(), **odd}, envelope(number=2))
    assert InboxMessage.objects.count() == 2
    assert len(made.given) >= 1


def test_a_pull_that_fails_keeps_nothing_from_being_worked_off(monkeypatch):
    with casework_opens() as made, portal(messages=[envelope()]):
        api.pull(now=NOW)
        monkeypatch.setattr(api, "pull", lambda **_: 1 / 0)
        tasks.exchange(now=NOW)
    assert len(made.given) == 1
