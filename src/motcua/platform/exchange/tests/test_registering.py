"""Registering: repeatable, checked, told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from motcua.foundation.outbox.testing import recorded
from motcua.gateway import protocol
from motcua.kernel.actors import ANONYMOUS, SYSTEM
from motcua.kernel.errors import Forbidden
from motcua.platform.exchange import api, models
from motcua.platform.exchange.actions.configuring import build_config
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import RegistrationRefused, ServiceUnknown

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO = {"actor": SYSTEM, "now": NOW}
pytestmark = pytest.mark.django_db


def test_reference_can_be_loaded_twice() -> None:
    counted = []
    for _ in range(2):
        api.load_reference(now=NOW)
        counted.append([t.objects.count() for t in (models.Member, models.Subsystem, models.Service, models.AccessRight)])
    assert counted[0] == counted[1]
    assert min(counted[0]) > 1
    service = next(s for s in api.services() if s.id == api.POPULATION_SERVICE)
    assert service.rights[0].client == "VN-HP/GOV/H24/one-stop"


def test_systems_without_an_address_are_not_registered(settings) -> None:
    settings.MOTCUA_DEMO = False
    assert api.load_systems(now=NOW) == 0
    assert not models.Service.objects.exists()


def test_the_file_is_what_the_tables_say_and_is_private() -> None:
    api.load_reference(now=NOW)
    path = api.write_gateway_config(now=NOW)
    written = protocol.load_config(path.read_bytes())
    assert written == build_config(token=gateway.log_token(), now=NOW)
    assert written.services[0].provider_headers[0][0] == "X-Provider-Secret"
    assert path.stat().st_mode & 0o077 == 0


def test_an_unchanged_file_is_left_alone() -> None:
    api.load_reference(now=NOW)
    before = api.write_gateway_config(now=NOW).stat().st_mtime_ns
    assert api.write_gateway_config(now=NOW).stat().st_mtime_ns == before


def test_a_damaged_file_is_written_again() -> None:
    api.load_reference(now=NOW)
    path = gateway.config_path()
    path.write_text("{")
    api.write_gateway_config(now=NOW)
    assert protocol.load_config(path.read_bytes()).instance == "VN-HP"


def test_the_provider_secret_is_not_in_the_database_in_the_clear() -> None:
    api.load_reference(now=NOW)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT provider_headers FROM exchange_service")
        assert "demo-only" not in cursor.fetchone()[0]


def test_what_the_gateway_could_not_use_is_refused_whole() -> None:
    with pytest.raises(RegistrationRefused):
        api.register_member(member_class="GOV", member_code="a_b", name_vi="x", **WHO)
    assert not models.Member.objects.exists()


@pytest.mark.parametrize("base_url", ["ftp://x", "http://u:p@x/", "", "/local"])
def test_an_address_that_is_none(base_url: str) -> None:
    api.load_reference(now=NOW)
    with pytest.raises(RegistrationRefused):
        api.register_service(subsystem="VN-HP/GOV/C06-sim/population", code="x", base_url=base_url, name_vi="x", **WHO)


@pytest.mark.parametrize("client", ["VN-HP/GOV/H24/nobody", "VN-XX/GOV/H24/one-stop", "nonsense", "VN-HP/GOV/H24"])
def test_a_right_for_nobody(client: str) -> None:
    api.load_reference(now=NOW)
    with pytest.raises(ServiceUnknown):
        api.register_right(service=api.POPULATION_SERVICE, client=client, purpose="x", **WHO)


def test_only_administrators_register() -> None:
    with pytest.raises(Forbidden):
        api.register_member(member_class="GOV", member_code="X1", name_vi="x", actor=ANONYMOUS, now=NOW)


def test_a_right_is_told_once_when_granted_and_once_when_revoked() -> None:
    api.load_reference(now=NOW)
    right = {"service": api.POPULATION_SERVICE, "client": "VN-HP/GOV/H24/one-stop", "method": "GET", "path": "/*"}
    assert api.revoke_right(**right, **WHO)
    assert not api.revoke_right(**right, **WHO)
    told = [e for e in recorded() if e.payload.get("service") == api.POPULATION_SERVICE]
    names = [e.name for e in told if e.payload.get("client") == right["client"]]
    assert names == ["exchange.right.granted.v1", "exchange.right.revoked.v1"]


def test_a_disabled_service_is_disabled_in_the_file() -> None:
    api.load_reference(now=NOW)
    api.set_service_enabled(service=api.POPULATION_SERVICE, enabled=False, notice="Bảo trì", **WHO)
    assert (build_config(token="", now=NOW).services[0].enabled, build_config(token="", now=NOW).services[0].notice) == (False, "Bảo trì")
