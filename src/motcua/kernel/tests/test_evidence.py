"""Chains, trees and time stamps; OpenSSL judges the time stamps."""

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import evidence

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
leaves = st.lists(st.binary(max_size=4), max_size=20)


def test_canonical_json_has_one_form() -> None:
    assert evidence.canonical_json({"b": [1, None], "a": "e\u0302"}) == '{"a":"ê","b":[1,null]}'.encode()


@pytest.mark.parametrize("value", [1.5, {1: "x"}, b"x", {"e\u0302": 1, "ê": 2}, float("nan")])
def test_values_without_one_form_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        evidence.canonical_json(value)


def chain(records: list[object]) -> list[tuple[object, bytes]]:
    previous, links = evidence.GENESIS, []
    for record in records:
        previous = evidence.chain_step(previous=previous, record=record)
        links.append((record, previous))
    return links


def test_the_first_link_is_the_hash_anybody_can_compute() -> None:
    expected = hashlib.sha256(bytes(32) + hashlib.sha256(b'{"n":1}').digest()).digest()
    assert evidence.chain_step(previous=evidence.GENESIS, record={"n": 1}) == expected


@given(st.lists(values, min_size=1, max_size=8), st.data())
def test_a_changed_record_breaks_the_chain_where_it_stands(records: list[object], data: st.DataObject) -> None:
    links = chain(records)
    assert evidence.first_broken_link(links) is None
    at = data.draw(st.integers(0, len(links) - 1))
    links[at] = ({"changed": [links[at][0]]}, links[at][1])
    assert evidence.first_broken_link(links) == at


def test_a_removed_or_moved_record_breaks_the_chain() -> None:
    links = chain(["a", "b", "c"])
    assert evidence.first_broken_link(links[1:]) == 0
    assert evidence.first_broken_link([links[1], links[0], links[2]]) == 0
    with pytest.raises(ValueError, match="32 bytes"):
        evidence.chain_step(previous=b"", record=1)


def rfc6962(entries: list[bytes]) -> bytes:
    """The recursive definition of RFC 6962 §2.1, as the judge of the level-by-level one."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + rfc6962(entries[:k]) + rfc6962(entries[k:])).digest()


@given(leaves)
def test_root_is_that_of_the_rfc(entries: list[bytes]) -> None:
    assert evidence.merkle_root(entries) == rfc6962(entries)


@given(leaves.filter(len), st.data())
def test_proofs_hold_for_their_leaf_only(entries: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    root, proof = evidence.merkle_root(entries), evidence.merkle_proof(entries, index)
    assert evidence.verify_proof(leaf=entries[index], proof=proof, root=root)
    assert not evidence.verify_proof(leaf=entries[index] + b"!", proof=proof, root=root)


def test_a_leaf_outside_the_tree() -> None:
    with pytest.raises(IndexError):
        evidence.merkle_proof([b"a"], 1)


# Time stamps -----------------------------------------------------------------------------------------------------------

AT = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
QUERY = evidence.TimeStampQuery(imprint=hashlib.sha256(b"root").digest(), nonce=2**63 + 5)


@pytest.fixture(scope="module")
def authority() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A self-made time-stamp authority."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TSA thử nghiệm")])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    builder = builder.not_valid_before(AT - timedelta(days=900)).not_valid_after(AT + timedelta(days=9000))
    return key, builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())


def stamp(authority: tuple[rsa.RSAPrivateKey, x509.Certificate], query: evidence.TimeStampQuery) -> bytes:
    key, certificate = authority
    der = certificate.public_bytes(serialization.Encoding.DER)
    sign = lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())  # noqa: E731
    return evidence.build_response(query, stamped_at=AT, serial=42, certificate=der, sign=sign)


@given(st.binary(min_size=32, max_size=32), st.none() | st.integers(0, 2**64), st.booleans())
def test_requests_read_back(imprint: bytes, nonce: int | None, wants: bool) -> None:
    query = evidence.TimeStampQuery(imprint=imprint, nonce=nonce, wants_certificate=wants)
    assert evidence.parse_request(evidence.build_request(query)) == query


def test_a_granted_token_reads_back(authority: tuple[rsa.RSAPrivateKey, x509.Certificate]) -> None:
    facts = evidence.parse_response(stamp(authority, QUERY), query=QUERY)
    assert (facts.stamped_at, facts.serial, facts.nonce) == (AT, 42, QUERY.nonce)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the judge, openssl, is not installed")
def test_openssl_accepts_our_request_and_our_token(authority: tuple[rsa.RSAPrivateKey, x509.Certificate], tmp_path: Path) -> None:
    (tmp_path / "q.tsq").write_bytes(evidence.build_request(QUERY))
    (tmp_path / "r.tsr").write_bytes(stamp(authority, QUERY))
    (tmp_path / "ca.pem").write_bytes(authority[1].public_bytes(serialization.Encoding.PEM))
    command = ["openssl", "ts", "-verify", "-queryfile", "q.tsq", "-in", "r.tsr", "-CAfile", "ca.pem"]
    judged = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in judged.stdout, judged.stderr


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the judge, openssl, is not installed")
def test_we_read_the_request_that_openssl_writes(tmp_path: Path) -> None:
    (tmp_path / "doc").write_bytes(b"root")
    command = ["openssl", "ts", "-query", "-data", "doc", "-sha256", "-cert", "-out", "q.tsq"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    read = evidence.parse_request((tmp_path / "q.tsq").read_bytes())
    assert (read.imprint, read.wants_certificate) == (QUERY.imprint, True)


def test_a_token_for_another_document_or_nonce_is_refused(authority: tuple[rsa.RSAPrivateKey, x509.Certificate]) -> None:
    response = stamp(authority, QUERY)
    for other in (evidence.TimeStampQuery(bytes(32), nonce=QUERY.nonce), evidence.TimeStampQuery(QUERY.imprint, nonce=1)):
        with pytest.raises(evidence.InvalidTimeStamp):
            evidence.parse_response(response, query=other)


def test_a_refusal_is_named() -> None:
    with pytest.raises(evidence.TimeStampRefused, match="bad_alg"):
        evidence.parse_response(evidence.build_refusal("bad_alg"), query=QUERY)


@given(st.binary(max_size=60))
def test_other_bytes_are_refused_by_name(noise: bytes) -> None:
    with pytest.raises(evidence.InvalidTimeStamp):
        evidence.parse_request(noise)
    with pytest.raises((evidence.InvalidTimeStamp, evidence.TimeStampRefused)):
        evidence.parse_response(noise, query=QUERY)


def test_weak_hashes_are_refused() -> None:
    with pytest.raises(ValueError, match="sha1"):
        evidence.build_request(evidence.TimeStampQuery(bytes(20), algorithm="sha1"))
