"""Secrets of adapters: encrypted in the table, told to gateways alone, shown nowhere; and what earlier versions left in the open."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.ids import uuid7
from motcua.platform.exchange import api, models
from motcua.platform.exchange.actions.configuring import build_config
from motcua.platform.exchange.contracts import RegistrationRefused, SettingWrong

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
PERSONS = api.POPULATION_SERVICE
PLACE, OLD, NEW = "security.password", "Mat-khau-cu-7", "Mat-khau-moi-8"
OPERATION = {"method": "GET", "path": "/{number}", "element": "a:Ask", "action": "urn:a:Ask", "answer_element": "a:Told"}
SOAP = {
    "kind": "soap",
    "settings": {
        "namespaces": {"a": "urn:a"}, "operations": [OPERATION], "security": {"username": "motcua", "password": OLD, "digest": True},
    },
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spoken_to_in_soap(db: None) -> None:
    api.load_reference(now=NOW)
    api.change_service(service=PERSONS, settings={"adapter": SOAP}, **WHO)


def without_password(**more: Any) -> dict[str, Any]:
    settings = deepcopy(SOAP)
    del settings["settings"]["security"]["password"]  # type: ignore[index]
    return {**settings, **more}


def told_to_gateways() -> str:
    adapter = next(s.adapter for s in build_config(token="", now=NOW).services if s.id == PERSONS)
    assert adapter is not None
    return str(adapter.settings["security"]["password"])


def in_the_tables() -> str:
    """Every row of the room and its audit, as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'exchange%%' OR table_name LIKE 'audit%%'")
        names = [row[0] for row in cursor.fetchall()]
        text = ""
        for name in names:
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {name} t")
            text += str(cursor.fetchone()[0])
    return text


def shown() -> str:
    """Whatever an operator can be shown of the service and its versions."""
    found = api.service(id=PERSONS, actor=SYSTEM)
    return repr([found, api.catalogue(actor=SYSTEM), api.versions(actor=SYSTEM), api.preview_restore(number=1, actor=SYSTEM, now=NOW)])


def test_gateways_are_told_the_secret_and_nobody_else() -> None:
    assert told_to_gateways() == OLD
    assert OLD not in in_the_tables()
    assert OLD not in shown()
    found = api.service(id=PERSONS, actor=SYSTEM)
    assert found.adapter_secrets == (PLACE,)
    assert found.adapter is not None
    assert "password" not in json.dumps(found.adapter)


def test_what_is_not_given_is_kept() -> None:
    api.change_service(service=PERSONS, settings={"adapter": without_password()}, **WHO)
    assert told_to_gateways() == OLD
    other = without_password()
    other["settings"]["security"]["username"] = "khac"
    api.register_service(
        subsystem="VN-HP/GOV/C06-sim/population", code="persons", base_url="http://10.0.0.1/", name_vi="Tra cứu", settings={"adapter": other}, **WHO
    )  # fmt: skip
    assert told_to_gateways() == OLD


def test_a_secret_alone_is_changed_and_the_difference_says_so_without_it() -> None:
    tag = api.service(id=PERSONS, actor=SYSTEM).tag
    before = api.versions(actor=SYSTEM)[0].number
    api.change_service(service=PERSONS, settings={"adapter_secrets": {PLACE: NEW}}, **WHO)
    newest = api.versions(actor=SYSTEM)[0]
    assert newest.number == before + 1
    (change,) = newest.changes
    assert (change.field, "đã đổi" in change.after, "•••" in change.before) == ("adapter", True, True)
    assert told_to_gateways() == NEW
    assert NEW not in in_the_tables() + shown()
    assert api.service(id=PERSONS, actor=SYSTEM).tag != tag


def test_without_its_place_a_secret_is_gone() -> None:
    plain = without_password()
    del plain["settings"]["security"]
    api.change_service(service=PERSONS, settings={"adapter": plain}, **WHO)
    assert api.service(id=PERSONS, actor=SYSTEM).adapter_secrets == ()
    with pytest.raises(RegistrationRefused, match="password"):
        api.change_service(service=PERSONS, settings={"adapter": without_password()}, **WHO)
    api.change_service(service=PERSONS, settings={"adapter": None}, **WHO)
    assert api.service(id=PERSONS, actor=SYSTEM).adapter is None


@pytest.mark.parametrize("given", [{"security.token": "x"}, {PLACE: ""}, {PLACE: "a\nb"}, {PLACE: "x" * 501}, {PLACE: 5}])
def test_a_secret_that_cannot_be_kept_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(SettingWrong) as refused:
        api.change_service(service=PERSONS, settings={"adapter_secrets": given}, **WHO)
    assert set(refused.value.fields) == {"adapter_secrets"}
    assert told_to_gateways() == OLD


def test_an_earlier_version_comes_back_with_its_secret() -> None:
    number = api.versions(actor=SYSTEM)[0].number
    api.change_service(service=PERSONS, settings={"adapter_secrets": {PLACE: NEW}}, **WHO)
    assert {d.field for d in api.preview_restore(number=number, actor=SYSTEM, now=NOW)} == {"adapter"}
    api.restore_version(number=number, reason="Nhầm", **WHO)
    assert told_to_gateways() == OLD
    assert OLD not in in_the_tables() + shown()


def test_the_management_api_tells_that_it_is_kept_and_takes_another(client: Any) -> None:
    sign_in(client, make_officer(Role.ADMIN, code="secret.admin"))
    address = "/api/v1/exchange/services/GOV/C06-sim/population/persons"
    got = client.get(address)
    assert got.json()["adapter_secrets"] == [PLACE]
    assert OLD not in got.content.decode() + str(got.headers)
    put = client.put(
        address, data=json.dumps({"adapter_secrets": {PLACE: NEW}}), content_type="application/json",
        headers={"Idempotency-Key": str(uuid7()), "If-Match": got.headers["ETag"]},
    )  # fmt: skip
    assert put.status_code == 200
    assert NEW not in put.content.decode()
    assert told_to_gateways() == NEW


@pytest.fixture
def admin() -> Client:
    return sign_in(Client(), make_officer(Role.ADMIN, code="secret.pages"))


def page_of(client: Client, **given: str) -> str:
    """The page of the secret, or with something given what stands after it was saved."""
    address = reverse("exchange_adapter_secret", query={"ma": PERSONS})
    answer = client.post(address, given, follow=True) if given else client.get(address)
    return answer.content.decode()


def test_on_its_page_it_is_kept_since_a_day_replaced_and_never_shown(admin: Client) -> None:
    assert "Đang giữ từ 22/11/2026 10:00" in page_of(admin)
    assert "Đang giữ từ 22/11/2026 10:00" in admin.get(reverse("exchange_service", query={"ma": PERSONS})).content.decode()
    assert "motcua" in page_of(admin)  # the name is no secret
    saved = page_of(admin, username="motcua", secret=NEW)
    assert ("Đang giữ từ" in saved, "22/11/2026 10:00, không" in saved) == (True, False)
    assert told_to_gateways() == NEW
    assert OLD not in saved + page_of(admin) + in_the_tables()
    assert NEW not in saved + page_of(admin) + in_the_tables()
    page_of(admin, username="khac", secret="")
    assert told_to_gateways() == NEW


def test_on_its_page_it_is_removed_and_given_again(admin: Client) -> None:
    page_of(admin, gone="true", username="motcua")
    found = api.service(id=PERSONS, actor=SYSTEM)
    assert (found.adapter_secrets, found.adapter_secrets_since, found.adapter and "security" in found.adapter["settings"]) == ((), {}, False)
    address = reverse("exchange_adapter_secret", query={"ma": PERSONS})
    for given in ({"username": "", "secret": ""}, {"username": "motcua", "secret": ""}, {"username": "m", "secret": "x" * 501}):
        refused = admin.post(address, given)
        assert (refused.status_code, "x" * 501 in refused.content.decode()) == (422, False)
    page_of(admin, username="motcua", secret=NEW)
    assert told_to_gateways() == NEW


def test_a_service_without_such_an_adapter_has_no_such_page(admin: Client) -> None:
    api.change_service(service=PERSONS, settings={"adapter": None}, **WHO)
    assert admin.get(reverse("exchange_adapter_secret", query={"ma": PERSONS})).status_code == 404


def test_a_secret_that_stays_the_same_is_kept_since_the_same_day() -> None:
    later = {**WHO, "now": datetime(2026, 11, 25, tzinfo=UTC)}
    for settings in ({"adapter_secrets": {PLACE: OLD}}, {"adapter": SOAP}, {"adapter": without_password()}):
        api.change_service(service=PERSONS, settings=settings, **later)
        assert api.service(id=PERSONS, actor=SYSTEM).adapter_secrets_since == {PLACE: NOW}
    api.change_service(service=PERSONS, settings={"adapter_secrets": {PLACE: NEW}}, **later)
    assert api.service(id=PERSONS, actor=SYSTEM).adapter_secrets_since == {PLACE: later["now"]}
    number = next(v.number for v in api.versions(actor=SYSTEM) if v.made_at == NOW)
    api.restore_version(number=number, reason="Nhầm", actor=SYSTEM, now=datetime(2026, 11, 26, tzinfo=UTC))
    assert api.service(id=PERSONS, actor=SYSTEM).adapter_secrets_since == {PLACE: datetime(2026, 11, 26, tzinfo=UTC)}


def test_what_earlier_versions_left_in_the_open_is_sealed_and_covered() -> None:
    move = import_module("motcua.platform.exchange.migrations.0009_read_once_rows")
    models.Service.objects.filter(code="persons").update(adapter=SOAP, adapter_secrets=None)
    change = {"verb": "changed", "kind": "service", "name": PERSONS, "field": "adapter", "before": "", "after": json.dumps(SOAP)}
    cut = {**change, "before": '{"username": "m", "password": "Mat-kh…', "after": ""}
    models.ConfigVersion.objects.create(number=999, digest="d", content="{}", changes=[change, cut], made_at=NOW, made_by="x")
    with connection.schema_editor() as editor:
        for step in (move.read_fields, move.seal, move.cover) * 2:
            step(apps, editor)
    assert told_to_gateways() == OLD
    row = models.ConfigVersion.objects.get(number=999)
    assert (OLD in in_the_tables(), "Mat-kh" in str(row.changes), row.changes[0]["after"].count("•••")) == (False, False, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'exchange_config_version'::regclass AND tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


def test_an_adapter_of_the_configuration_stays_as_it_is_written() -> None:
    written = protocol.load_config(api.write_gateway_config(now=NOW).read_bytes())
    adapter = next(s.adapter for s in written.services if s.id == PERSONS)
    assert adapter == protocol.Adapter(kind="soap", settings=SOAP["settings"])  # type: ignore[arg-type]
