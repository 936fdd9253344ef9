"""The check of one container of evidence, from its octets alone: form, signature, record, way to the stamped root, time stamp."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.evidence import container as c
from motcua.gateway.evidence.checking import Anchors
from motcua.gateway.evidence.keeping import REQUEST
from motcua.gateway.evidence.kept import digest_in
from motcua.gateway.evidence.report import Report
from motcua.gateway.evidence.tokens import UntrustedToken
from motcua.gateway.evidence.xades import check_signature
from motcua.gateway.protocol import messages
from motcua.gateway.protocol.handover import key_text, read_key
from motcua.gateway.protocol.record import Record, Seal, decode_record, key_id
from motcua.kernel.evidence.merkle import ProofStep, verify_proof
from motcua.kernel.evidence.signatures import token_signer
from motcua.kernel.evidence.timestamps import read_token


def check_container(path: Path, *, anchors: Anchors, report: Report) -> None:
    """Tell what a container proves and what in it does not hold."""
    found = len(report.findings)
    try:
        files = _open(path)
        certificate, signed = check_signature(files[c.SIGNATURES], read=files.get)
        _require(signed == set(files) - {c.SIGNATURES}, "a file is not signed")
        evidence = msgspec.json.decode(files[c.EVIDENCE], type=c.Evidence)
        record = decode_record(files[c.RECORD])
        _check_message(files, record, evidence.part)
        keys = _check_keys(evidence, certificate)
        _check_way(files, record, evidence)
        by, at = _check_token(files, evidence, anchors)
    except Exception as error:  # whatever damaged octets make a reader raise
        report.find(path.name, "container", reason=str(error) or type(error).__name__)
        return
    if anchors.key is not None and key_id(anchors.key) not in keys:
        report.find(path.name, "container", reason=f"key {', '.join(keys)}")
    if len(report.findings) == found:
        part = evidence.part
        told = {"part": part, "part_vi": "yêu cầu" if part == REQUEST else "trả lời", "at": at, "by": by}
        report.hold(path.name, "message_holds", request_id=record.request_id, **told)
        if anchors.key is None:
            report.remark(path.name, "unanchored", keys=", ".join(keys))
        if anchors.trust is None:
            report.remark(path.name, "no_trust")
        if c.BODY not in files and digest_in(record, part) is not None:
            report.remark(path.name, "digest_only")


def _open(path: Path) -> dict[str, bytes]:
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        names = zipped.namelist()
        _require(len(set(names)) == len(names) and sum(i.file_size for i in zipped.infolist()) <= len(data), "its files")
        files = {name: zipped.read(name) for name in names}
    _require(names[0] == "mimetype" and files.pop("mimetype") == c.MIMETYPE.encode(), "mimetype")
    _require(c.pack(files) == data, "the file is not in the one form of a container")
    return files


def _check_message(files: dict[str, bytes], record: Record, part: str) -> None:
    """Head and body are those of the record, and the hash that caller and provider saw is theirs."""
    head = record.request_head if part == REQUEST else record.response_head
    _require(part in {REQUEST, "response"} and files[c.MESSAGE] == head.encode("latin-1"), "message.xml is not that of the record")
    told = digest_in(record, part)
    if c.BODY in files:
        _require(told == hashlib.sha512(files[c.BODY]).digest(), "attachment1 is not that of the record")
    hashed = messages.request_hash(record.request_head.encode("latin-1"), digest_in(record, REQUEST))
    _require(hashed == record.request_hash, "the request hash is not that of the request")


def _check_keys(evidence: c.Evidence, certificate: x509.Certificate) -> list[str]:
    """The seal's key handed over to the one that signs the container; the ids of all of them."""
    key, ids = evidence.key, [key_id(read_key(evidence.key))]
    for made in evidence.handovers:
        _require(made.old_key == key and made.holds(), "a hand-over of keys")
        key = made.new_key
        ids.append(key_id(read_key(key)))
    public = certificate.public_key()
    _require(isinstance(public, ec.EllipticCurvePublicKey) and key_text(public) == key, "the signer is not the log's key")
    return ids


def _check_way(files: dict[str, bytes], record: Record, evidence: c.Evidence) -> None:
    seal = msgspec.json.decode(evidence.seal.encode(), type=Seal)
    public = read_key(evidence.key)
    public.verify(base64.b64decode(seal.signature, validate=True), seal.signed_bytes(), ec.ECDSA(hashes.SHA256()))
    _require(seal.key_id == key_id(public) and seal.first <= record.seq <= seal.last, "the seal is of other messages")
    _require(verify_proof(leaf=files[c.RECORD], proof=_path(evidence.path), root=bytes.fromhex(seal.root)), "the way to the seal")
    root = bytes.fromhex(evidence.stamp.root)
    _require(verify_proof(leaf=evidence.seal.encode(), proof=_path(evidence.stamp_path), root=root), "the way to the stamped root")
    _require(files[c.ROOT] == evidence.stamp.statement(), "ts-root.txt")
    _require(files[c.ASIC_MANIFEST] == c.asic_manifest(files[c.ROOT]), "ASiCManifest.xml")
    _require(files[c.MANIFEST] == c.manifest([*files]), "manifest.xml")


def _check_token(files: dict[str, bytes], evidence: c.Evidence, anchors: Anchors) -> tuple[str, str]:
    """Who stamped the root, and when."""
    token = files[c.TOKEN]
    facts = read_token(token)
    _require(base64.b64decode(evidence.stamp.token) == token, "timestamp.tst")
    _require((facts.algorithm, facts.imprint) == ("sha512", hashlib.sha512(files[c.ROOT]).digest()), "the token is of something else")
    by = evidence.stamp.authority
    if anchors.trust is not None:
        try:
            by = anchors.trust.check(token).name
        except UntrustedToken as error:
            msg = f"time stamp: {error}"
            raise ValueError(msg) from None
    else:
        _require(bool(token_signer(token)), "the signature of the token")
    return by, facts.stamped_at.isoformat()


def _path(steps: tuple[c.Step, ...]) -> list[ProofStep]:
    return [ProofStep(sibling=bytes.fromhex(step.sibling), on_left=step.on_left) for step in steps]


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)
