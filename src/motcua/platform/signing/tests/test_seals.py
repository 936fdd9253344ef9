"""Detached seals: these bytes, this unit, this time; nothing else."""

import subprocess
from datetime import timedelta

import pytest

from motcua.platform.signing import api
from motcua.platform.signing.testing import NOW

CONTENT = b'{"files": []}'


@pytest.fixture
def seal():
    return api.seal_bytes(content=CONTENT, unit_code="H24", unit_name="UBND thành phố Hải Phòng", now=NOW)


def check(content, seal, now=NOW + timedelta(minutes=1)):
    return api.check_seal(content=content, seal=seal, now=now)


def test_a_seal_says_who_and_when(seal):
    found = check(CONTENT, seal)
    assert (found.intact, found.trusted, found.signer, found.dev) == (True, True, "UBND thành phố Hải Phòng", True)
    assert found.sealed_at == NOW


def test_other_bytes_were_not_sealed(seal):
    assert not check(CONTENT + b" ", seal).intact


@pytest.mark.parametrize("other", [b"", b"\x30\x00", b"nothing", bytes(500)])
def test_what_is_no_seal_is_not_intact(other):
    assert not check(CONTENT, other).intact


def test_every_tenth_byte_changed_is_not_trusted_as_it_was(seal):
    for place in range(len(seal) - 300, len(seal), 10):
        changed = seal[:place] + bytes([seal[place] ^ 1]) + seal[place + 1 :]
        found = check(CONTENT, changed)
        assert not (found.intact and found.trusted and found.sealed_at == NOW) or found == check(CONTENT, seal)


def test_openssl_reads_it(seal, tmp_path):
    (tmp_path / "m.json").write_bytes(CONTENT)
    (tmp_path / "m.p7s").write_bytes(seal)
    given = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "m.p7s", "-content", "m.json", "-binary", "-noverify", "-out", "out"]
    done = subprocess.run(given, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30)
    assert "successful" in done.stderr, done.stderr
