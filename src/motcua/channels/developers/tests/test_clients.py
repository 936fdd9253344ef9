"""Credentials, tokens, scopes, units and rates of machines."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.channels.developers import api
from motcua.channels.developers import testing as d
from motcua.channels.developers.contracts import ClientRefused, RateReached, ScopeWrong, SettingWrong
from motcua.channels.developers.models import Client as Row
from motcua.channels.developers.models import Token
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import testing as t

TOKEN = "/api/v1/developers/token"


def make(town, **more):
    return api.create_client(**{"name": "Bưu điện", "contact": "a@b.vn", "scopes": ["dossiers:read"], "actor": town.admin, "now": t.NOW} | more)


def test_only_administrators_make_clients_and_secrets_are_not_kept(town):
    made = make(town)
    assert made.secret not in str(Row.objects.values())
    with pytest.raises(Forbidden):
        make(town, actor=town.leader)
    with pytest.raises(SettingWrong) as wrong:
        make(town, name=" ", scopes=["all"], unit_codes=["nowhere"], per_minute=0)
    assert set(wrong.value.fields) == {"name", "scopes", "units", "per_minute"}


def test_a_token_is_given_in_the_form_and_by_basic(town, client):
    made = make(town)
    form = {"grant_type": "client_credentials", "client_id": str(made.id), "client_secret": made.secret}
    got = client.post(TOKEN, form).json()
    assert (got["token_type"], got["expires_in"], got["scope"]) == ("Bearer", 900, "dossiers:read")
    assert Token.objects.filter(digest=got["access_token"]).count() == 0
    assert client.post(TOKEN, form | {"client_secret": "x"}).status_code == 401
    assert client.post(TOKEN, form | {"grant_type": "password"}).json()["error"] == "developers.grant_wrong"
    assert client.post(TOKEN, form | {"scope": "webhooks"}).json()["error"] == "developers.scope_wrong"


def test_a_token_ends_with_its_time_its_secret_and_its_client(town):
    made = make(town)
    token = lambda secret: api.issue_token(client_id=str(made.id), secret=secret, grant_type="client_credentials", scopes=(), now=t.NOW)  # noqa: E731
    first = token(made.secret).access_token
    assert api.actor_of_token(token=first, now=t.NOW).name == "Bưu điện"
    assert api.actor_of_token(token=first, now=t.NOW + timedelta(minutes=15)) is None
    fresh = api.new_client_secret(client_id=made.id, actor=town.admin, now=t.NOW)
    assert api.actor_of_token(token=first, now=t.NOW) is None
    with pytest.raises(ClientRefused):
        token(made.secret)
    second = token(fresh.secret).access_token
    api.revoke_client(client_id=made.id, actor=town.admin, now=t.NOW)
    assert api.actor_of_token(token=second, now=t.NOW) is None


def test_a_machine_reads_its_units_without_personal_data(town):
    ref = t.submit(town.citizen, code=t.GENERIC)
    _, token = d.make_machine(town.admin, scopes=["dossiers:read"], units=[t.UNIT], now=t.NOW)
    _, other = d.make_machine(town.admin, scopes=["dossiers:read"], units=[t.OTHER_UNIT], now=t.NOW)
    _, blind = d.make_machine(town.admin, scopes=["webhooks"], units=[t.UNIT], now=t.NOW)
    ask = lambda token, tail="": Client().get(f"/api/v1/casework/dossiers/{ref.code}{tail}", headers={"Authorization": f"Bearer {token}"})  # noqa: E731
    assert ask(token).json()["code"] == ref.code
    assert "Thử" not in ask(token).content.decode()
    assert [ask(other).status_code, ask(blind).status_code, ask("mct_x").status_code, ask(token, "/content").status_code] == [404, 403, 401, 403]


def test_a_machine_that_calls_too_often_waits(town):
    client_id, token = d.make_machine(town.admin, scopes=["dossiers:read"], now=t.NOW, per_minute=3)
    for _ in range(2):
        api.actor_of_token(token=token, now=t.NOW)
    with pytest.raises(RateReached):
        api.actor_of_token(token=token, now=t.NOW)
    answer = Client().get("/api/v1/casework/fields", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert api.actor_of_token(token=token, now=t.NOW + timedelta(minutes=1)).subject_id == client_id


def test_a_scope_beyond_the_client_is_refused(town):
    made = make(town)
    with pytest.raises(ScopeWrong):
        api.issue_token(client_id=str(made.id), secret=made.secret, grant_type="client_credentials", scopes=["webhooks"], now=t.NOW)
