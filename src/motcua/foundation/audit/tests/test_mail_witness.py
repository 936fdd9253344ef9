"""A mailbox as a witness: an e-mail an hour or a day with a file that the check reads; sent again until taken; cut ends are found with it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from motcua.foundation.audit import adapters, api
from motcua.foundation.audit.adapters.mail import MailWitness
from motcua.foundation.audit.contracts import couriers
from motcua.foundation.audit.models import WitnessRow
from motcua.foundation.audit.testing import NOW, as_owner
from motcua.foundation.audit.tests.test_witness import HOUR, _ready, hours, state  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db
BOX = "mailto:thanh-tra@tinh.example"


class Courier:
    """Takes e-mail, unless it is away."""

    key = "test"

    def __init__(self):
        self.sent, self.away = [], False

    def send(self, **mail):
        if self.away:
            raise api.WitnessAway(reason="TemporaryFailure")
        self.sent.append(mail)

    def check_config(self):
        return ""


@pytest.fixture
def post(monkeypatch):
    monkeypatch.setattr(couriers, "_things", {})
    monkeypatch.setattr(adapters.conf, "WITNESSES", BOX)
    return couriers.add(Courier())


def kept(post, folder):
    """The attachments, put together as the text of the e-mail says."""
    file = folder / "goc.jsonl"
    file.write_bytes(b"".join(mail["content"] for mail in post.sent))
    return str(file)


def test_each_hour_is_sent_once_to_the_address_in_both_languages(post):
    hours(2)
    assert (api.publish_roots(now=NOW + 3 * HOUR), api.publish_roots(now=NOW + 3 * HOUR)) == (2, 0)
    (mail,) = post.sent
    assert (mail["to"], mail["name"]) == ("thanh-tra@tinh.example", "roots-00000001-00000002.jsonl")
    assert "audit verify --against" in mail["text"]
    assert "không còn khớp" in mail["text"]
    assert (state().last_number, state().mailed) == (2, True)


def test_the_check_reads_the_attachments_and_finds_a_cut_off_end(post, tmp_path):
    hours(3)
    api.publish_roots(now=NOW + 4 * HOUR)
    file = kept(post, tmp_path)
    assert api.verify(copies=api.witnessed(address=file)).compared == 3
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("DELETE FROM audit_hour WHERE number = 3")
    with pytest.raises(SystemExit):
        call_command("audit", "verify", "--json", "--against", file)
    api.publish_roots(now=NOW + 4 * HOUR)
    assert state().trouble is api.WitnessTrouble.DISAGREES


def test_a_mailbox_is_in_order_again_once_its_hour_stands_again(post):
    hours(1)
    api.publish_roots(now=NOW + 2 * HOUR)
    WitnessRow.objects.update(trouble=api.WitnessTrouble.DISAGREES, problem="1", failing_since=NOW, alarmed=True)
    api.publish_roots(now=NOW + 2 * HOUR)
    assert (state().trouble, state().alarmed, len(post.sent)) == (None, False, 1)


def test_what_was_not_taken_is_sent_again_under_the_same_name_and_alarms_after_hours(post):
    hours(1)
    post.away = True
    for hour in (2, 3, 4, 6):
        api.publish_roots(now=NOW + hour * HOUR)
    assert (state().trouble, state().alarmed, state().last_number) == (api.WitnessTrouble.AWAY, True, 0)
    post.away = False
    assert api.publish_roots(now=NOW + 6 * HOUR) == 1
    assert (state().trouble, state().alarmed) == (None, False)
    MailWitness(BOX).append(rows=list(api.roots()))
    assert post.sent[0]["message_id"] == post.sent[1]["message_id"]


def test_once_a_day_when_that_is_wanted(post, monkeypatch):
    monkeypatch.setattr(adapters.conf, "MAIL_HOURS", 24)
    hours(1)
    api.publish_roots(now=NOW + HOUR)
    hours(3, begin=1)
    assert [api.publish_roots(now=NOW + hour * HOUR) for hour in (5, 20)] == [0, 0]
    assert api.publish_roots(now=NOW + 25 * HOUR) == 3
    assert [mail["name"] for mail in post.sent] == ["roots-00000001-00000001.jsonl", "roots-00000002-00000004.jsonl"]


def test_a_mailbox_is_never_asked_and_does_not_spoil_the_comparison_with_others(post, monkeypatch, tmp_path):
    monkeypatch.setattr(adapters.conf, "WITNESSES", f"{BOX} {tmp_path / 'roots'}")
    hours(2)
    api.publish_roots(now=NOW + 3 * HOUR)
    assert sorted(api.witnessed()) == [1, 2]
    with pytest.raises(api.WitnessAway, match="attachments"):
        api.witnessed(address=BOX)


@pytest.mark.parametrize("address", ["mailto:", "mailto:a", "mailto:a@b.vn,c@d.vn", "mailto:a@b.vn?bcc=x@y.vn", "mailto:a@b.vn\nBcc:x@y.vn"])
def test_only_one_plain_address_is_taken(post, address):
    assert "plain" in adapters.witness_at(address).check_config()


def test_without_a_room_that_sends_e_mail_it_is_said(monkeypatch):
    monkeypatch.setattr(couriers, "_things", {})
    monkeypatch.setattr(adapters.conf, "WITNESSES", BOX)
    hours(1)
    api.publish_roots(now=NOW + timedelta(hours=2))
    assert "no room sends e-mail" in state().problem
    assert "no room" in adapters.check_config()[0]
