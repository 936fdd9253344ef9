"""Evidence with the tokens of an authority that is not ours (OpenSSL's): taken, checked offline, and refused when they are not what was asked."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway import protocol as gw

from .authority import Authority
from .conftest import CLIENT, SERVICE, SOURCE, Rig
from .foreign_authority import OTHER_POLICY, POLICY, ForeignAuthority
from .test_time_stamps import stamps_in

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")


def stamping(rig: Rig, *urls: str, trusted: str, policy: str = "") -> None:
    settings = gw.TimeStamping(urls=urls, interval_s=0.2, trusted=trusted, policy=policy)
    gw.write_config(rig.config_path, replace(rig.config, time_stamping=settings))
    rig.start()


def checked(data: Path, trusted: str) -> tuple[int, dict[str, Any]]:
    """Exit status and report of ``motcua exchange verify``."""
    command = [sys.executable, "-m", "motcua.gateway.evidence", "verify", "--json", "--trusted", trusted, str(data)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, env={"PYTHONPATH": str(SOURCE)})
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize(
    ("digest", "named_by", "digits", "policy"), [("sha256", "sha1", 0, ""), ("sha512", "sha512", 6, POLICY), ("sha384", "sha256", 3, OTHER_POLICY)]
)
def test_foreign_tokens_are_evidence(own_rig: Rig, tmp_path: Path, digest: str, named_by: str, digits: int, policy: str) -> None:
    """RSA and ECDSA, SHA-256 to SHA-512, the signer named by SHA-1 (RFC 3161) and by SHA-2 (RFC 5816), instants with and without parts."""
    authority = ForeignAuthority(tmp_path / "tsa", digest=digest, named_by=named_by, digits=digits)
    stamping(own_rig, authority.start(), trusted=authority.trusted, policy=policy)
    try:
        for n in range(5):
            gw.call(own_rig.url, CLIENT, SERVICE, f"/{n}")
        own_rig.wait(lambda health: health["time_stamps"]["unstamped_seals"] == 0)  # type: ignore[index]
    finally:
        authority.stop()
    own_rig.stop()
    status, report = checked(own_rig.data, authority.trusted)
    assert (status, report["ok"], report["findings"]) == (0, True, [])
    assert "Foreign Time Stamps" in json.dumps(report)
    last = stamps_in(own_rig.data)[-1]
    token = base64.b64decode(last.token)
    told = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed.native
    assert told["policy"] == (policy or POLICY)
    (tmp_path / "statement").write_bytes(last.statement())
    (tmp_path / "token").write_bytes(token)
    judge = ["openssl", "ts", "-verify", "-data", tmp_path / "statement", "-in", tmp_path / "token", "-token_in", "-CAfile", authority.trusted]
    assert subprocess.run(judge, capture_output=True, check=False, timeout=20).returncode == 0


def test_whoever_does_not_trust_the_authority_is_told(own_rig: Rig, tmp_path: Path) -> None:
    authority = ForeignAuthority(tmp_path / "tsa")
    stamping(own_rig, authority.start(), trusted=authority.trusted)
    try:
        gw.call(own_rig.url, CLIENT, SERVICE, "/x")
        own_rig.wait(lambda health: health["time_stamps"]["unstamped_seals"] == 0)  # type: ignore[index]
    finally:
        authority.stop()
    own_rig.stop()
    status, report = checked(own_rig.data, Authority().trusted(tmp_path))
    assert (status, report["ok"]) == (1, False)
    assert report["findings"]


@pytest.mark.parametrize(
    ("fault", "policy", "said"),
    [
        ("nonce", "", "another nonce"),
        ("imprint", "", "another imprint"),
        ("policy", POLICY, "another policy"),
        ("", "1.9.9.9", "rejection ['unaccepted_policy']"),
        ("expired", "", "expired"),
        ("no certificate", "", "its signature does not hold"),
    ],
)
def test_a_token_that_is_not_what_was_asked_is_refused(own_rig: Rig, tmp_path: Path, fault: str, policy: str, said: str) -> None:
    root = ec.generate_private_key(ec.SECP256R1())
    bad = ForeignAuthority(tmp_path / "bad", fault=fault, root=root)
    url = bad.start()
    stamping(own_rig, url, trusted=bad.trusted, policy=policy)
    try:
        assert gw.call(own_rig.url, CLIENT, SERVICE, "/x").status == 200
        own_rig.wait(lambda health: health["time_stamps"]["problems"])  # type: ignore[index]
        state = gw.health(own_rig.url)["time_stamps"]
    finally:
        bad.stop()
    assert (list(state["problems"]), state["unstamped_seals"]) == ([url], 1)
    assert said in state["problems"][url]
    assert bad.asked >= 1
    assert stamps_in(own_rig.data) == []


def test_a_wrong_policy_is_no_configuration(tmp_path: Path, own_rig: Rig) -> None:
    wrong = replace(own_rig.config, time_stamping=gw.TimeStamping(urls=("http://127.0.0.1:1/",), policy="national"))
    with pytest.raises(gw.ConfigError, match="policy is no object identifier"):
        gw.write_config(tmp_path / "other.json", wrong)
