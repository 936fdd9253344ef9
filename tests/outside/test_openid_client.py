"""Another's relying party signs people in through our provider over real HTTP: node's openid-client, which checks all it is told."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from joserfc.jwk import ECKey

from motcua.channels.developers import testing as machines
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.platform.signon import testing as t
from motcua.platform.signon.contracts import AuthMethod

PEER = Path(__file__).parent / "peers" / "openid_client.mjs"
ROOT = Path(__file__).resolve().parents[2]
BACK, BYE = "https://lich-hop.example/ve", "https://lich-hop.example/tam-biet"
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "node_modules" / "openid-client").exists(), reason="node or openid-client is missing (make setup)"
)


@pytest.fixture
def seen(live_server, settings):
    """What the relying party saw, from discovery to log-out."""
    settings.MOTCUA_BASE_URL = live_server.url
    now = clock.now()
    app = t.make_app(auth_method=AuthMethod.KEY, now=now, logout_uri="")
    by_secret = t.make_app(name_vi="Khác", sector="khac", signing_alg="ES256", now=now, logout_uri="")
    admin = make_officer(Role.ADMIN)
    made = machines.api.create_client(name="Máy", contact="m@example.vn", scopes=["dossiers:read"], actor=admin, now=now)
    browser = sign_in(Client(), make_citizen())
    task = {
        "issuer": live_server.url, "session": browser.cookies["motcua_session"].value, "back": BACK, "bye": BYE,
        "clientId": app.client_id, "key": app.key.as_dict(private=True), "strangersKey": ECKey.generate_key("P-256").as_dict(private=True),
        "secretClientId": by_secret.client_id, "secret": by_secret.secret, "machineId": str(made.id), "machineSecret": made.secret,
    }  # fmt: skip
    done = subprocess.run(
        ["node", str(PEER)], input=json.dumps(task), capture_output=True, text=True, timeout=120, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout) | {"url": live_server.url, "client_id": app.client_id}


@needs_node
@pytest.mark.django_db(transaction=True)
def test_a_relying_party_of_others_signs_in_and_every_wrong_thing_is_refused(seen):
    assert seen["issuer"] == seen["url"]
    assert seen["claims"]["acr"] == "urn:motcua:loa:2"
    assert seen["userinfo"]["name"].startswith("Đỗ Thị Thử")
    assert seen["userinfo"]["phone_number"]
    assert seen["introspected"]["client_id"] == seen["client_id"]
    assert seen["rotated"]
    assert seen["pushed"]
    assert seen["pairwise"]
    assert seen["es256"] == "ES256"
    assert seen["machine"] == "dossiers:read"
    assert seen["left"] == f"{BYE}?state=s-9"
    refused = ("reused", "family", "replayed_code", "wrong_verifier")
    assert {name: seen[name] for name in refused} == dict.fromkeys(refused, "invalid_grant")
    assert seen["wrong_key"] == "invalid_client"
    assert seen["people_as_machine"] == "unauthorized_client"
    assert all(seen[name] != "taken" for name in ("mixed_up", "wrong_state", "revoked"))
    ended = ("after_reuse", "after_replay", "foreign", "machines_to_others", "after_leaving")
    assert {name: seen[name] for name in ended} == dict.fromkeys(ended, False)
    assert seen["open_redirect"] == 400
