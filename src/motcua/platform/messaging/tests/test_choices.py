"""What a person wants to hear: officers in their inbox, citizens by SMS; what has no topic always comes."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.contracts import MatterStanding
from motcua.foundation.consent.testing import restrict_processing
from motcua.foundation.identity.api import OfficerUnknown
from motcua.foundation.identity.testing import NOW, make_officer, sign_in
from motcua.kernel.actors import Actor
from motcua.kernel.ids import uuid7
from motcua.platform.messaging import api, models

pytestmark = pytest.mark.django_db
NEWS, WORK = "messaging.test_news", "messaging.test_work"


@pytest.fixture(autouse=True)
def _topics() -> None:
    for key, audience, channel in ((NEWS, "citizen", api.Channel.SMS), (WORK, "officer", api.Channel.INAPP)):
        api.topics.add(api.MessageTopic(key=key, label_vi="Tin thử", label_en="Test news", audience=audience, channels=(channel,)))
        api.templates.add(
            api.MessageTemplate(key=key, topic=key, subject_vi="Tin", subject_en="News", body_vi="Nội dung", body_en="Text", link="/x/")
        )


def to_officer(officer: Actor, key: str = "k") -> tuple[api.Message, ...]:
    assert officer.subject_id is not None
    return api.send_to_officer(officer_id=officer.subject_id, template=WORK, params={}, dedupe_key=key, now=NOW)


@pytest.fixture
def officer() -> Actor:
    return make_officer()


@pytest.fixture
def desk(officer: Actor) -> Client:
    return sign_in(Client(), officer)


def test_officers_have_an_inbox_of_their_own(desk: Client, officer: Actor) -> None:
    assert officer.subject_id is not None
    (sent,) = to_officer(officer)
    assert "Tin" in desk.get("/lam-viec/thong-bao/").content.decode()
    assert "Nội dung" in desk.get(f"/lam-viec/thong-bao/{sent.message_id}/").content.decode()
    assert api.unread(person_id=officer.subject_id) == 0
    assert desk.get(f"/lam-viec/thong-bao/{uuid7()}/").status_code == 404


def test_nobody_reads_anothers(desk: Client) -> None:
    (sent,) = to_officer(make_officer(code="CB.999"))
    assert desk.get(f"/lam-viec/thong-bao/{sent.message_id}/").status_code == 404


def test_only_officers_are_told_as_officers(citizen: Actor) -> None:
    with pytest.raises(OfficerUnknown):
        to_officer(citizen)


def test_what_was_switched_off_is_recorded_and_not_shown(desk: Client, officer: Actor) -> None:
    assert officer.subject_id is not None
    assert desk.post("/lam-viec/thong-bao/cach-nhan/", {}).status_code == 302
    assert [m.state for m in to_officer(officer)] == ["skipped"]
    assert (api.inbox(person_id=officer.subject_id), api.unread(person_id=officer.subject_id)) == ((), 0)
    desk.post("/lam-viec/thong-bao/cach-nhan/", {f"{WORK}:inapp": "true"})
    assert [m.state for m in to_officer(officer, "later")] == ["sent"]


def test_a_citizen_keeps_the_inbox_and_loses_the_sms(citizen_client: Client, citizen: Actor) -> None:
    assert citizen.subject_id is not None
    api.choose_topics(wanted=[], actor=citizen, now=NOW)
    sent = api.send(to_person_id=citizen.subject_id, template=NEWS, params={}, dedupe_key="k", now=NOW)
    assert [(m.channel, m.state) for m in sent] == [("inapp", "sent"), ("sms", "skipped")]
    assert 'name="messaging.test_news:sms"' in citizen_client.get("/thong-bao/cach-nhan/").content.decode()


def test_nobody_switches_off_what_is_not_offered(citizen: Actor) -> None:
    assert citizen.subject_id is not None
    models.SwitchedOff.objects.create(person_id=citizen.subject_id, topic=NEWS, channel="inapp", at=NOW)
    sent = api.send(to_person_id=citizen.subject_id, template=NEWS, params={}, dedupe_key="k", now=NOW)
    assert sent[0].state == "sent"


def test_whoever_restricts_the_use_of_her_data_hears_only_what_has_no_topic(citizen: Actor) -> None:
    assert citizen.subject_id is not None
    restrict_processing(citizen.subject_id, now=NOW)
    sent = {"to_person_id": citizen.subject_id, "params": {}, "now": NOW, "channels": [api.Channel.SMS]}
    assert [m.state for m in api.send(template=NEWS, dedupe_key="r1", **sent)] == ["skipped"]
    consent.lift(person_id=citizen.subject_id, kind=consent.Wish.RESTRICT, actor=citizen, now=NOW)
    assert [m.state for m in api.send(template=NEWS, dedupe_key="r2", **sent)] == ["queued"]


@pytest.mark.parametrize(("purpose", "state"), [("", "queued"), ("reminders", "skipped")])
def test_what_rests_on_her_consent_stops_with_her_restriction_also_where_it_names_her_dossier(
    citizen: Actor, monkeypatch: pytest.MonkeyPatch, purpose: str, state: str
) -> None:
    assert citizen.subject_id is not None
    monkeypatch.setattr("motcua.foundation.consent.queries.restrictions.standing_of", lambda **_: MatterStanding.RUNNING)
    for registry in (api.topics, api.templates):
        monkeypatch.setattr(registry, "_things", dict(registry._things))
    key = f"messaging.test_{purpose}"
    channels = (api.Channel.SMS,)
    api.topics.add(api.MessageTopic(key=key, label_vi="Tin", label_en="News", audience="citizen", channels=channels, purpose=purpose))
    said = "{dossier_code}"
    api.templates.add(api.MessageTemplate(key=key, topic=key, subject_vi=said, subject_en=said, body_vi=said, body_en=said))
    restrict_processing(citizen.subject_id, now=NOW)
    (sent,) = api.send(
        to_person_id=citizen.subject_id, template=key, params={"dossier_code": "H-1"}, dedupe_key="d", now=NOW, channels=channels
    )
    assert sent.state == state
