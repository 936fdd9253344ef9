"""What a demonstration shows beyond the reference."""

from datetime import UTC, datetime

import pytest

from motcua.gateway import protocol
from motcua.kernel import openapi
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import api
from motcua.platform.exchange.models import ServiceDescription

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
PERSONS = "VN-HP/GOV/C06-sim/population/persons"


def config() -> protocol.Config:
    return protocol.load_config(api.write_gateway_config(now=NOW).read_bytes())


def test_nothing_of_it_is_made_outside_a_demonstration(settings) -> None:
    api.load_reference(now=NOW)
    before = api.versions(actor=SYSTEM)[0].number
    settings.MOTCUA_DEMO = False
    api.load_demo(now=NOW)
    assert api.versions(actor=SYSTEM)[0].number == before


def test_a_demonstration_describes_a_service_names_its_context_and_opens_a_room(settings, client) -> None:
    settings.MOTCUA_DEMO = True
    api.load_reference(now=NOW)
    api.load_demo(now=NOW)
    made = config()
    service = next(s for s in made.services if s.id == PERSONS)
    assert service.contexts == ("/dan-cu/1.0",)
    assert made.pubsub is not None
    assert [kind.name for kind in made.pubsub.rooms[0].event_types] == ["residence.changed"]
    answer = client.get(f"/api/v1/exchange/sandbox/{PERSONS}/031191900000?fields=identity")
    assert answer.json()["full_name"] == "Đỗ Thị Hải Yến"
    assert "residence.unit_code" in openapi.read(api.description(service=PERSONS).document).fields


def test_a_demonstration_made_before_gets_the_descriptions_that_it_lacks(settings) -> None:
    settings.MOTCUA_DEMO = True
    api.load_reference(now=NOW)
    api.load_demo(now=NOW)
    lacking = "VN-HP/COM/VNPOST-sim/vnpost/tariffs"
    ServiceDescription.objects.filter(service__code="tariffs").delete()
    api.describe_service(service=PERSONS, text='{"openapi": "3.1.0", "paths": {}}', actor=SYSTEM, now=NOW)
    own = api.description(service=PERSONS).number
    api.load_demo(now=NOW)
    assert list(api.description(service=lacking).document["paths"]) == ["/{key}"]
    assert api.description(service=PERSONS).number == own


def test_what_an_administrator_changed_stays(settings) -> None:
    settings.MOTCUA_DEMO = True
    api.load_reference(now=NOW)
    api.load_demo(now=NOW)
    api.change_service(service=PERSONS, settings={"contexts": []}, actor=SYSTEM, now=NOW)
    before = api.versions(actor=SYSTEM)[0].number
    api.load_demo(now=NOW)
    assert api.versions(actor=SYSTEM)[0].number == before
    assert next(s for s in config().services if s.id == PERSONS).contexts == ()
