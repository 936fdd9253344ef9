"""For real: casework's event, the gateway process, the simulated agencies with their faults, the signed log."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from motcua.foundation.outbox.testing import drain_all
from motcua.gateway import protocol
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.testing import gateway_running
from motcua.services.linked import api
from motcua.services.linked.testing import granted


@pytest.fixture
def world(town, settings, peers):
    settings.MOTCUA_PEERS_URL, settings.MOTCUA_DEMO = peers.url, True
    with gateway_running(settings, port=peers.gateway_port, now=t.NOW) as folder:
        yield SimpleNamespace(fault=peers.fault, folder=folder)


def test_from_the_granted_dossier_to_the_childs_health_card(world, town):
    for peer, kind in (("civil_status", "lost_answer"), ("civil_status", "number_late"), ("population", "http_500"), ("insurance", "lost_answer")):
        world.fault(peer, kind, times=1)
    ref = granted(town)
    drain_all()
    for n in range(12):
        api.run_due(now=t.NOW + timedelta(minutes=n))
    found = api.of_dossier(code=ref.code, actor=town.reception)
    assert found.state == "done", found
    assert found.facts["child_number"].startswith("031326")
    assert found.facts["card_number"].startswith("TE1313199")
    exchange.collect(now=t.NOW)
    logged = {m.message_id: m for m in exchange.messages(limit=1000)}
    for step in found.steps:
        message = logged[step.message_id]
        assert (message.issue, message.has_user, message.status < 300) == (ref.code, True, True)
    assert protocol.verify_log(world.folder).problem is None


def test_an_agency_that_refuses_is_shown_with_its_own_reason(world, town):
    world.fault("insurance", "refuse", times=1)
    ref = granted(town)
    api.begin(dossier_id=ref.uuid, now=t.NOW)
    for n in range(4):
        api.run_due(now=t.NOW + timedelta(minutes=n))
    found = api.of_dossier(code=ref.code, actor=town.reception)
    assert (found.state, found.current.key) == ("parked", "card_order")
    assert "trẻ đã có thẻ" in found.problem_vi
