"""Kept bodies and containers of evidence: what the gateway keeps, what it gives out, and what strangers' tools say to it."""

from __future__ import annotations

import io
import subprocess
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from signxml.xades import XAdESSignatureConfiguration, XAdESVerifier

from motcua.gateway import protocol as gw
from motcua.gateway.core.keys import make_key, read_private_key
from motcua.gateway.core.log import LogError, LogWriter
from motcua.gateway.evidence.archiving import archive_log
from motcua.gateway.evidence.checking import Anchors
from motcua.gateway.evidence.command import main
from motcua.gateway.evidence.sealing import PIECE, UnreadableBody, decrypt, encrypt
from motcua.gateway.evidence.tokens import Trust
from motcua.gateway.evidence.verify import verify
from motcua.gateway.protocol.bodies import bodies_name

from .authority import Authority
from .conftest import CLIENT, SERVICE, Rig
from .stamped import put_stamp
from .test_archives import body_of, flip, make_log
from .test_log import record


@pytest.fixture
def authority() -> Iterator[Authority]:
    made = Authority()
    yield made
    made.stop()


@pytest.fixture
def keeping(own_rig: Rig, authority: Authority, tmp_path: Path) -> Rig:
    """A gateway that stamps and keeps bodies encrypted to an archive key."""
    make_key(tmp_path / "archive.pem")
    public = read_private_key(tmp_path / "archive.pem").public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    service = replace(own_rig.config.services[0], keep_body=gw.KeepBody.ENCRYPTED)
    stamping = gw.TimeStamping(urls=(authority.start(),), interval_s=0.2, trusted=authority.trusted(tmp_path))
    own_rig.config = replace(own_rig.config, services=(service,), time_stamping=stamping, body_key=pem)
    gw.write_config(own_rig.config_path, own_rig.config)
    return own_rig


def ask(rig: Rig, token: str = "secret", **parameters: str) -> tuple[int, str, bytes]:
    usual = {"xRoadInstance": "VN-HP", "memberClass": "GOV", "memberCode": "H24", "subsystemCode": "onestop", **parameters}
    query = urlencode({name: value for name, value in usual.items() if value != "-"})
    request = urllib.request.Request(f"{rig.url}/asic?{query}", headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read()


def test_a_message_is_given_out_with_its_evidence(keeping: Rig, tmp_path: Path, authority: Authority) -> None:
    keeping.start()
    body = b"don dang ky khai sinh " * 6000
    reply = gw.call(keeping.url, CLIENT, SERVICE, "/x", method="POST", body=body, message_id="VN-HP-1")
    status, kind, content = ask(keeping, queryId="VN-HP-1", force="")
    assert (status, kind) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        assert zipped.namelist() == ["VN-HP-1-request-1.asice", "VN-HP-1-response-1.asice"]
        zipped.extractall(tmp_path)
    status, kind, _ = ask(keeping, queryId="VN-HP-1", requestOnly="", unique="")
    assert (status, kind) == (200, "application/vnd.etsi.asic-e+zip")
    assert main(["asic", reply.request_id, "--data", str(keeping.data), "--body-key", str(tmp_path / "archive.pem"), "--to", str(tmp_path / "out")]) == 0
    with zipfile.ZipFile(next((tmp_path / "out").glob("*request*"))) as zipped:
        assert zipped.read("attachment1") == body
        assert zipped.read("message.xml").startswith(b"POST\r\n/r1/VN-HP/GOV/C06/population/persons/x\r\n")
    anchors = Anchors.of(key=str(keeping.data / "key.pub.pem"), trusted=authority.trusted(tmp_path))
    for path in (*tmp_path.glob("*.asice"), *(tmp_path / "out").glob("*.asice")):
        report = verify([path], anchors=anchors)
        assert report.ok, report.findings


def test_questions_are_refused_as_x_road_does(keeping: Rig, authority: Authority) -> None:
    authority.fault = "status"
    keeping.start()
    gw.call(keeping.url, CLIENT, SERVICE, "/x", message_id="m1")
    assert ask(keeping, queryId="m1", token="wrong")[0] == 401
    assert ask(keeping, queryId="-")[::2] == (400, b'Parameter "queryId" must be specified.')
    assert ask(keeping, queryId="m1", requestOnly="", responseOnly="")[0] == 400
    assert ask(keeping, queryId="m1", unique="")[0] == 400
    assert ask(keeping, queryId="m2")[::2] == (404, b"No signed documents found")
    assert ask(keeping, queryId="m1", subsystemCode="other")[0] == 404
    assert ask(keeping, queryId="m1")[::2] == (500, b"Message signature has not been timestamped yet!")
    assert ask(keeping, queryId="m1", force="")[::2] == (500, b"Could not create missing timestamp!")
    authority.fault = ""
    assert ask(keeping, queryId="m1", force="")[0] == 200


def test_kept_bodies_are_whole_after_a_kill_and_only_the_archive_key_reads_them(keeping: Rig, tmp_path: Path) -> None:
    keeping.start()
    secret = b"031190000000"
    for n in range(4):
        gw.call(keeping.url, CLIENT, SERVICE, f"/{n}", method="POST", body=secret * 10_000 if n else secret)
    keeping.kill()
    stored = keeping.data / bodies_name(1)
    before = stored.read_bytes()
    assert secret not in before
    with stored.open("ab") as file:
        file.write(b"torn")
    keeping.start()
    gw.call(keeping.url, CLIENT, SERVICE, "/again", method="POST", body=secret)
    keeping.stop()
    assert stored.read_bytes().startswith(before)
    report = verify([keeping.data], anchors=Anchors())
    assert report.ok, report.findings
    assert "10 kept bodies are whole" in "\n".join(report.lines("en"))


def test_nothing_is_kept_of_who_was_not_let_in(keeping: Rig) -> None:
    keeping.start()
    with pytest.raises(gw.ExchangeFault):
        gw.call(keeping.url, gw.ClientId("VN-HP", "GOV", "H24", "other"), SERVICE, "/x", method="POST", body=b"x" * 1000)
    assert not (keeping.data / bodies_name(1)).exists()


def test_a_body_that_cannot_be_stored_leaves_nothing_of_the_batch(tmp_path: Path) -> None:
    writer = LogWriter(tmp_path, server_id="s")
    raw, parts = body_of(1)
    writer.commit([raw], parts)

    def fails() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(LogError):
        writer.commit([record(2)], [replace(parts[0], chunks=fails)])
    raw, parts = body_of(3)
    writer.commit([raw], parts)
    writer.close()
    report = verify([tmp_path], anchors=Anchors())
    assert report.ok, report.findings
    assert [r.seq for r in gw.read_records(tmp_path)] == [1, 2]


@settings(deadline=None, max_examples=25)
@given(sizes=st.lists(st.sampled_from([0, 1, 1000, PIECE - 1, PIECE, PIECE + 1]), max_size=4), at=st.floats(0, 1, exclude_max=True))
def test_encrypted_bodies_come_back_and_changed_ones_do_not(sizes: list[int], at: float) -> None:
    key, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    chunks = [bytes([n]) * size for n, size in enumerate(sizes)]
    stored = b"".join(encrypt(chunks, to=key.public_key(), request_id="r", part="request"))
    assert decrypt(stored, key=key, request_id="r", part="request") == b"".join(chunks)
    changed = bytearray(stored)
    changed[int(at * len(stored))] ^= 1
    wrong = ((stored, other, "request"), (stored, key, "response"), (bytes(changed), key, "request"), (stored[:-1], key, "request"))
    for data, reader, part in (*wrong, (stored[: 73 + PIECE + 16], key, "request") if len(stored) > 73 + PIECE + 16 else wrong[0]):
        with pytest.raises(UnreadableBody):
            decrypt(data, key=reader, request_id="r", part=part)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Authority]:
    """Containers of messages in archives and in the live log, with a change of key between."""
    folder, authority = tmp_path_factory.mktemp("evidence"), Authority()
    writer = make_log(folder / "log", authority)
    archive_log(folder / "log", megabytes=0)
    writer.commit([record(900)])
    put_stamp(writer, authority)
    writer.close()
    for wanted in ("r0", "r10", "r200", "r201", "r300", "r900"):
        assert main(["asic", wanted, "--data", str(folder / "log"), "--to", str(folder)]) == 0
    return folder, authority


def test_containers_out_of_archives_and_log_hold(evidence: tuple[Path, Authority]) -> None:
    folder, authority = evidence
    anchors = Anchors.of(key=str(folder / "log/key.pub.pem"), trusted=authority.trusted(folder))
    paths = sorted(folder.glob("*.asice"))
    assert len(paths) == 12
    report = verify(paths, anchors=anchors)
    assert report.findings == []
    assert len(report.holds) == 12
    foreign = ec.generate_private_key(ec.SECP256R1()).public_key()
    assert verify(paths, anchors=Anchors(key=foreign, trust=anchors.trust)).findings
    assert verify(paths, anchors=Anchors(key=anchors.key, trust=Trust.of(Authority().trusted(folder)))).findings


def test_strangers_tools_agree(evidence: tuple[Path, Authority], tmp_path: Path) -> None:
    folder, authority = evidence
    trusted = authority.trusted(tmp_path)
    with zipfile.ZipFile(next(folder.glob("r0-request-*"))) as zipped:
        first = zipped.infolist()[0]
        assert (first.filename, first.compress_type, zipped.read(first)) == ("mimetype", 0, b"application/vnd.etsi.asic-e+zip")
        zipped.extractall(tmp_path)
        names = zipped.namelist()
    command = [
        "xmlsec1", "--verify", "--trusted-pem", str(folder / "log/key.crt.pem"), "--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
        "--enabled-reference-uris", "empty,same-doc,local,remote", "META-INF/signatures.xml",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"(ok/all): {len(names)}/{len(names)}".encode() in done.stderr + done.stdout  # all but two of the files, and two of its own
    text = (tmp_path / "META-INF/signatures.xml").read_bytes()
    config = XAdESSignatureConfiguration(expect_references=len(names))
    certificate = (folder / "log/key.crt.pem").read_text()
    XAdESVerifier().verify(text, x509_cert=certificate, expect_config=config, uri_resolver=lambda uri: (tmp_path / uri).read_bytes())
    stamp = [
        "openssl", "ts", "-verify", "-data", "META-INF/ts-root.txt", "-in", "META-INF/timestamp.tst", "-token_in", "-CAfile", trusted,
    ]  # fmt: skip
    assert subprocess.run(stamp, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "attachment1").write_bytes(b"something else")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


@settings(deadline=None, max_examples=120)
@given(seed=st.integers(0, 2**32))
def test_any_change_of_a_container_is_found(evidence: tuple[Path, Authority], tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    random = Random(seed)
    path = random.choice(sorted(evidence[0].glob("*.asice")))
    copy = tmp_path_factory.mktemp("changed") / path.name
    copy.write_bytes(path.read_bytes())
    flip(copy, random)
    assert verify([copy], anchors=Anchors()).findings
