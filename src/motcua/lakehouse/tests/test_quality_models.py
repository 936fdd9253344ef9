"""What the quality of service is measured by: who had a dossier, why it is late, papers, fees, ratings; nothing told is nothing known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.lakehouse import testing
from motcua.lakehouse.testing import MONDAY

BASE = list(testing.dossier(1, first_seq=1))
IDENT = {"dossier_id": BASE[0].stream.split(":")[1], "dossier_code": "H24.113-000001"}
LATER = MONDAY + timedelta(days=3)


def fact(seq, verb, *, at=LATER, version=1, **more):
    return testing.event(seq, f"casework.dossier.{verb}.v{version}", at=at, **IDENT, **more)


def row(tmp_path, *more, base=BASE):
    lake = testing.lake(tmp_path)
    assert lake.ingest(events=[*base, *more], now=MONDAY).failures == ()
    return lake.query("SELECT * FROM gold.dossier_quality").dicts()[0]


def test_what_nobody_told_is_empty(tmp_path):
    found = row(tmp_path)
    unknown = ("officer_id", "papers", "digitised", "reused", "electronic_result", "fee_paid_on", "fee_paid_online", "score", "rated_on")
    assert {found[name] for name in unknown} == {None}
    assert (found["unit_code"], found["handler_code"], found["closing"]) == ("11329", "11329", "resolved")


def test_who_had_it_and_how_long(tmp_path):
    timed = fact(10, "resolved", version=2, handler_code="G10", authority_code="G10", officer_id="leader", gross_minutes=900, net_minutes=600)
    found = row(tmp_path, timed)
    assert (found["officer_id"], found["handler_code"], found["net_minutes"]) == ("leader", "G10", 600)
    (tmp_path / "b").mkdir()
    assigned = [fact(20, "assigned", officer_id="one"), fact(21, "assigned", officer_id="two")]
    assert row(tmp_path / "b", timed, *assigned)["officer_id"] == "two"
    (tmp_path / "c").mkdir()
    assert row(tmp_path / "c", timed, *assigned, fact(22, "assigned", officer_id=None))["officer_id"] == "leader"


@pytest.mark.parametrize(
    ("events", "cause"),
    [
        ([], "handling"),
        ([fact(10, "transferred", handler_code="G10")], "transferred"),
        ([fact(10, "opinion_asked", due_at=LATER)], "coordination"),
        ([fact(10, "opinion_asked", due_at=LATER), fact(11, "opinion_given", late="false")], "handling"),
        ([fact(10, "opinion_asked", due_at=LATER), fact(11, "opinion_given", late=True)], "coordination"),
        ([fact(10, "revoked")], "reopened"),
    ],
)
def test_the_cause_of_a_delay_comes_from_the_events(tmp_path, events, cause):
    assert row(tmp_path, *events)["delay_cause"] == cause


def test_the_day_of_an_opinion_is_not_the_day_of_the_dossier(tmp_path):
    asked = fact(10, "opinion_asked", due_at=MONDAY + timedelta(days=90))
    assert row(tmp_path, asked)["due_on"] == date(2026, 1, 8)


def test_a_revoked_result_is_no_result_until_there_is_another(tmp_path):
    revoked = fact(10, "revoked", at=MONDAY + timedelta(days=5))
    found = row(tmp_path, revoked)
    assert (found["resolved_on"], found["closing"], found["timeliness"], found["status"]) == (None, None, None, 4)
    (tmp_path / "b").mkdir()
    again = fact(11, "resolved", at=MONDAY + timedelta(days=6), outcome="granted")
    assert row(tmp_path / "b", revoked, again)["timeliness"] == "late"


def test_papers_result_and_rating(tmp_path):
    counted = fact(10, "papers_counted", papers=4, digitised=3, reused=1, reused_national=0)
    result = fact(11, "resolved", result_file_id="f")
    found = row(tmp_path, counted, result, fact(12, "rated", score=5), base=BASE[:2])
    assert (found["papers"], found["digitised"], found["reused"], found["electronic_result"], found["score"]) == (4, 3, 1, True, 5)
    (tmp_path / "b").mkdir()
    assert row(tmp_path / "b", fact(11, "resolved", result_file_id=None), base=BASE[:2])["electronic_result"] is False
    (tmp_path / "c").mkdir()
    assert row(tmp_path / "c", fact(12, "rated", score=9))["score"] is None


@pytest.mark.parametrize(("channel", "online"), [("vietqr", True), ("platform", True), ("cash", False), ("reduced", None)])
def test_how_the_fee_was_paid(tmp_path, channel, online):
    ref = {"payment_id": "p", "ref": f"casework:{IDENT['dossier_id']}:7", "amount": 5000}  # a further payment of the same dossier
    asked = testing.event(10, "payments.payment.requested.v1", requested_at=MONDAY, **ref)
    paid = testing.event(11, "payments.payment.settled.v1", settled_at=LATER, channel=channel, **ref)
    assert row(tmp_path, asked, paid)["fee_paid_online"] is online
    (tmp_path / "b").mkdir()
    other = testing.event(11, "payments.payment.exempted.v1", exempted_at=LATER, **ref)
    found = row(tmp_path / "b", asked, other)
    assert (found["fee_exempted"], found["fee_paid_on"]) == (True, None)


def test_what_agrees_with_the_national_portal(tmp_path):
    lake = testing.lake(tmp_path)
    lake.ingest(events=[testing.event(1, "national.comparison.finished.v1", comparison_id=7, compared=10, synchronised=9)], now=MONDAY)
    assert lake.query("SELECT day, compared, synchronised FROM gold.portal_comparison").rows == ((date(2026, 1, 5), 10, 9),)
