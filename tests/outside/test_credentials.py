"""Another maker's SD-JWT VC library checks ours without a network, and ours checks what it made."""

import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from motcua.kernel.sdjwt import check
from motcua.platform.credentials import api
from motcua.platform.credentials.testing import NOW, make_credential

HERE = Path(__file__).parent / "credentials"
ROOT = HERE.parents[2]
LATER = NOW + timedelta(minutes=1)
SHOP, NONCE = "https://nha-tro.example", "n-1"
there = shutil.which("node") and (ROOT / "node_modules" / "@sd-jwt" / "sd-jwt-vc").exists()
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not there, reason="node with @sd-jwt/sd-jwt-vc is not installed")]


def node(program, **given):
    done = subprocess.run(
        ["node", str(HERE / program)], input=json.dumps(given), capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    return json.loads(done.stdout)


def ours(*names, **changes):
    made = make_credential(**changes)
    return made, api.present(credential_id=made.uuid, disclose=names, audience=SHOP, nonce=NONCE, now=LATER)


def status_of(text):
    address = api.verify(presentation=text, now=LATER).status_address
    return api.status_token(list_id=UUID(address.rstrip("/").rpartition("/")[2]), now=LATER)


def asked(text, **changes):
    facts = {"presentation": text, "keys": api.issuer_metadata(now=LATER), "nonce": NONCE, "now": int(LATER.timestamp()), "status": status_of(text)}
    return node("verify.mjs", **{**facts, **changes})


def test_the_other_library_accepts_ours_and_sees_what_was_shown():
    _, text = ours("holder_name", "address.street")
    found = asked(text)
    assert found["good"], found
    assert found["claims"]["holder_name"] == "Nguyễn Thị Hường"
    assert found["claims"]["address"] == {"ward": "Ngô Quyền", "street": "Lạch Tray"}
    assert "birth_date" not in found["claims"]
    assert found["audience"] == SHOP


@pytest.mark.parametrize("fault", ["nonce", "keys", "changed", "revoked"])
def test_the_other_library_refuses_what_we_refuse(fault):
    made, text = ours("holder_name")
    given = {"presentation": text, "status": status_of(text), "nonce": NONCE, "keys": api.issuer_metadata(now=LATER)}
    if fault == "revoked":
        api.revoke(source_ref=made.source_ref, reason="cấp sai", now=LATER)
        given["status"] = status_of(text)
    elif fault == "nonce":
        given["nonce"] = "another request's"
    elif fault == "changed":
        given["presentation"] = text.replace("~", "~WyJhIiwiYiIsImMiXQ~", 1)
    else:
        api.rotate(now=LATER)
        given["keys"] = api.issuer_metadata(now=LATER)
    assert not asked(text, **given)["good"]


def test_our_check_accepts_what_the_other_library_made():
    claims = {"name": "Hường", "birth": "2001-02-03", "address": {"street": "Lạch Tray", "ward": "Ngô Quyền"}, "languages": ["vi", "en"]}
    made = node(
        "issue.mjs", claims=claims, frame={"_sd": ["name", "birth"], "address": {"_sd": ["street"]}, "languages": {"_sd": [0]}},
        show={"name": True, "address": {"street": True}}, issuer="https://elsewhere.example", now=int(LATER.timestamp()), audience=SHOP, nonce=NONCE,
    )  # fmt: skip
    found = check(presentation=made["presentation"], keys=made["keys"], now=LATER, audience=SHOP, nonce=NONCE)
    assert found.problems == ()
    assert found.claims == {"name": "Hường", "address": {"street": "Lạch Tray", "ward": "Ngô Quyền"}, "languages": ["en"]}
    wrong = check(presentation=made["presentation"], keys=made["keys"], now=LATER, audience="https://other.example", nonce=NONCE)
    assert [p.code for p in wrong.problems] == ["audience"]
