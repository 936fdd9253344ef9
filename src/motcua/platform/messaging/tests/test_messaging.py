"""Messages written once, delivered at most once, read by their reader only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from motcua.foundation.identity.api import PersonUnknown
from motcua.foundation.identity.testing import NOW, claims_of, make_citizen, sign_in
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.errors import Forbidden, NamedError
from motcua.platform.messaging import api, models
from motcua.platform.messaging.testing import PARAMS, RecordingPort

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_template")]


def send(to: Actor, *, key: str = "k", **more: Any) -> tuple[api.Message, ...]:
    assert to.subject_id is not None
    return api.send(to_person_id=to.subject_id, template="messaging.sample", params=PARAMS, dedupe_key=key, now=NOW, **more)


def states() -> list[str]:
    return list(models.Message.objects.order_by("id").values_list("state", flat=True))


def told() -> list[str]:
    return [fact.name for fact in recorded() if fact.name.startswith("messaging.")]


def test_inbox_at_once_and_sms_by_the_worker(citizen: Actor, sms: RecordingPort) -> None:
    send(citizen)
    assert states() == ["sent", "queued"]
    assert api.deliver_due(now=NOW) == api.Delivered(sent=1)
    assert sms.taken[0].text.startswith("Ho so H24.12-260302-0001 da duoc tiep nhan. http")  # type: ignore[attr-defined]
    assert told() == ["messaging.message.sent.v1"]


def test_the_same_key_writes_and_sends_once(citizen: Actor, sms: RecordingPort) -> None:
    assert [m.message_id for m in send(citizen)] == [m.message_id for m in send(citizen)]
    for _ in range(3):
        api.deliver_due(now=NOW)
    assert len(sms.taken) == 1


def test_no_address_is_recorded_not_lost(sms: RecordingPort) -> None:
    send(make_citizen(3, level=2), channels=("inapp", "sms", "email"))
    assert states() == ["sent", "queued", "skipped"]


def test_temporary_refusals_are_tried_again_until_given_up(citizen: Actor, sms: RecordingPort) -> None:
    send(citizen, channels=("sms",))
    sms.refuse = 2
    assert [api.deliver_due(now=NOW + timedelta(seconds=s)).sent for s in (0, 10, 15, 44, 46)] == [0, 0, 0, 0, 1]
    send(citizen, key="k2", channels=("sms",))
    sms.refuse = 99
    for hour in range(12):
        api.deliver_due(now=NOW + timedelta(hours=hour))
    assert states() == ["sent", "failed"]
    assert told()[-1] == "messaging.message.failed.v1"


def test_a_break_in_mid_delivery_is_unknown_and_never_repeated(citizen: Actor, sms: RecordingPort) -> None:
    send(citizen, channels=("sms",))
    sms.breaks = True
    assert api.deliver_due(now=NOW).unknown == 1
    sms.breaks = False
    api.deliver_due(now=NOW + timedelta(days=1))
    assert sms.taken == []


def test_a_worker_killed_while_sending_leaves_it_unknown(citizen: Actor, sms: RecordingPort) -> None:
    from motcua.platform.messaging.actions import delivering

    send(citizen, channels=("sms",))
    delivering._claim(now=NOW)
    assert api.deliver_due(now=NOW + timedelta(minutes=1)) == api.Delivered()
    assert api.deliver_due(now=NOW + timedelta(minutes=6)) == api.Delivered(unknown=1)
    assert [m.state for m in api.troubled()] == [api.MessageState.UNKNOWN]


def test_an_operator_sends_again(citizen: Actor, sms: RecordingPort) -> None:
    sms.breaks = True
    message = send(citizen, channels=("sms",))[0]
    api.deliver_due(now=NOW)
    sms.breaks = False
    with pytest.raises(Forbidden):
        api.send_again(message_id=message.message_id, actor=citizen, now=NOW)
    api.send_again(message_id=message.message_id, actor=SYSTEM, now=NOW)
    assert api.deliver_due(now=NOW).sent == 1


def test_refusals_by_name(citizen: Actor) -> None:
    assert citizen.subject_id is not None
    facts: dict[str, Any] = {"dedupe_key": "k", "now": NOW, "params": PARAMS}
    with pytest.raises(api.TemplateUnknown):
        api.send(to_person_id=citizen.subject_id, template="nobody.knows", **facts)
    with pytest.raises(api.ParametersMissing):
        api.send(to_person_id=citizen.subject_id, template="messaging.sample", **(facts | {"params": {}}))
    with pytest.raises(PersonUnknown):
        api.send(to_person_id=uuid4(), template="messaging.sample", **facts)
    assert states() == []


def test_nothing_readable_is_stored(citizen: Actor) -> None:
    send(citizen)
    api.deliver_due(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM messaging_message m")
        stored = "".join(row[0] for row in cursor.fetchall())
    for plain in (claims_of()["SoDienThoai"], "Chào Yến", "tiep nhan"):
        assert plain not in stored


def test_inbox_is_read_by_its_reader_page_by_page(citizen: Actor) -> None:
    for n in range(5):
        send(citizen, key=f"k{n}", channels=("inapp",))
    assert citizen.subject_id is not None
    first = api.inbox(person_id=citizen.subject_id, limit=3)
    rest = api.inbox(person_id=citizen.subject_id, before=first[-1].message_id, limit=3)
    assert (len(first), len(rest)) == (3, 2)
    api.mark_read(message_id=first[0].message_id, person_id=citizen.subject_id, now=NOW)
    assert api.unread(person_id=citizen.subject_id) == 4
    with pytest.raises(api.MessageUnknown):
        api.mark_read(message_id=first[0].message_id, person_id=uuid4(), now=NOW)


def test_pages_of_the_inbox(citizen_client: Client, citizen: Actor) -> None:
    message = send(citizen)[0]
    assert "đã được tiếp nhận" in citizen_client.get("/thong-bao/").content.decode()
    page = citizen_client.get(f"/thong-bao/{message.message_id}/", headers={"accept-language": "en"}).content.decode()
    assert "Hello Yến" in page
    assert 'href="/ho-so/H24.12-260302-0001/"' in page
    assert api.unread(person_id=citizen.subject_id) == 0  # type: ignore[arg-type]
    assert sign_in(Client(), make_citizen(8)).get(f"/thong-bao/{message.message_id}/").status_code == 404


def test_the_demo_outbox_is_for_demonstrations(client: Client, citizen: Actor, settings: Any) -> None:
    send(citizen)
    api.deliver_due(now=NOW)
    assert "Ho so H24.12-260302-0001" in client.get("/demo/hop-thu/").content.decode()
    settings.MOTCUA_DEMO = False
    assert client.get("/demo/hop-thu/").status_code == 404
    send(citizen, key="k2", channels=("sms",))
    assert api.deliver_due(now=NOW).sent == 0


def test_unread_messages_are_on_the_home_page(citizen_client: Client, citizen: Actor) -> None:
    from motcua.platform.messaging.web.cards import unread_card

    request = citizen_client.get("/healthz").wsgi_request
    assert unread_card(request) == ""
    send(citizen)
    assert "Thông báo chưa đọc" in unread_card(request)


def test_a_bare_number_gets_one_text_message_and_nobody_reads_it_in_an_inbox(sms: RecordingPort) -> None:
    facts: dict[str, Any] = {"phone": "0100 900 321", "text_vi": "Mã của bạn: 123456", "text_en": "Your code: 123456", "now": NOW}
    first, again = (api.send_to_phone(dedupe_key="code-1", **facts) for _ in range(2))
    assert first.message_id == again.message_id
    api.deliver_due(now=NOW)
    (taken,) = sms.taken
    assert (taken.to_address, taken.text) == ("0100900321", "Ma cua ban: 123456")  # type: ignore[attr-defined]
    with pytest.raises(NamedError):
        api.send_to_phone(dedupe_key="code-2", **(facts | {"phone": "12"}))
