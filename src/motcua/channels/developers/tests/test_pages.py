"""The pages: the guide for everybody, clients and subscriptions for administrators."""

import pytest
from django.test import Client

from motcua.channels.developers import api
from motcua.channels.developers import testing as d
from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import testing as t

CLIENTS, HOOKS = "/quan-tri/ung-dung/", "/quan-tri/ung-dung/thong-bao/"


@pytest.fixture
def admin(town):
    return sign_in(Client(), town.admin)


def test_the_guide_is_for_everybody(client, db):
    page = client.get("/nha-phat-trien/").content.decode()
    assert "grant_type=client_credentials" in page
    assert "casework.dossier.resolved.v1" in page


@pytest.mark.parametrize("path", [CLIENTS, HOOKS])
def test_management_is_for_administrators(town, path):
    assert sign_in(Client(), town.leader).get(path).status_code == 403
    assert sign_in(Client(), town.admin).get(path).status_code == 200


def test_a_client_is_made_its_secret_shown_once_and_revoked(admin, town):
    page = admin.post(CLIENTS, {"name": "Bưu điện", "contact": "a@b.vn", "scopes": ["webhooks"], "per_minute": "60"}).content.decode()
    made = api.clients(actor=town.admin)[0]
    assert str(made.client_id) in page
    assert "Khoá bí mật:" in page
    assert "Khoá bí mật:" not in admin.get(CLIENTS).content.decode()
    assert "Khoá bí mật:" in admin.post(f"{CLIENTS}{made.client_id}/khoa/").content.decode()
    admin.post(f"{CLIENTS}{made.client_id}/thu-hoi/")
    assert api.clients(actor=town.admin)[0].revoked_at == t.NOW


def test_wrong_fields_are_marked_and_kept(admin, settings):
    settings.MOTCUA_DEMO = False
    answer = admin.post(CLIENTS, {"name": "Còn đây", "contact": "", "per_minute": "x"})
    assert answer.status_code == 422
    assert "Còn đây" in answer.content.decode()
    assert admin.post(HOOKS, {"url": "http://10.0.0.1/", "events": ["casework.dossier.moved.v1"]}).status_code == 422


def test_a_subscription_is_tested_and_replayed(admin, town, settings):
    settings.MOTCUA_DEMO = True
    with d.receiver() as heard:
        admin.post(HOOKS, {"url": heard.url, "events": ["casework.dossier.moved.v1"]})
        made = api.subscriptions(actor=town.admin)[0]
        path = f"{HOOKS}{made.subscription_id}/"
        for what in ("ping", "replay", "rotate"):
            assert admin.post(f"{path}viec/", {"what": what}).status_code in (200, 302)
        assert len(heard.came) == 1
        assert heard.url in admin.get(path).content.decode()
        admin.post(f"{path}viec/", {"what": "end"})
    assert api.subscriptions(actor=town.admin) == ()
