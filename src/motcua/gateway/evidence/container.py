"""A container of evidence (ASiC-E, ETSI EN 319 162-1) of one side of an exchange: what anyone needs to be convinced, in one file.

``message.xml`` is the head of the message as it was hashed (for REST: request line and headers, as X-Road names it), ``attachment1`` its
body when it was kept. ``META-INF/record.json`` is the record of the log, ``evidence.json`` the way from it over the seal of its batch to
the stamped root (``ts-root.txt``), which ``timestamp.tst`` stamps. ``signatures.xml`` signs all of them with the key of the gateway.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import msgspec

from motcua.gateway.core.keys import read_private_key
from motcua.gateway.evidence.certificate import certificate_of
from motcua.gateway.evidence.finding import Exchanged
from motcua.gateway.evidence.keeping import REQUEST
from motcua.gateway.protocol.handover import HandOver, key_text
from motcua.gateway.protocol.stamps import Stamp
from motcua.kernel.evidence.merkle import ProofStep

MIMETYPE = "application/vnd.etsi.asic-e+zip"
MESSAGE, BODY, SIGNATURES = "message.xml", "attachment1", "META-INF/signatures.xml"
RECORD, EVIDENCE, ROOT, TOKEN = "META-INF/record.json", "META-INF/evidence.json", "META-INF/ts-root.txt", "META-INF/timestamp.tst"
MANIFEST, ASIC_MANIFEST = "META-INF/manifest.xml", "META-INF/ASiCManifest.xml"
_SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"
_TOKEN_TYPE = "application/vnd.etsi.timestamp-token"  # noqa: S105 - a media type


class NotStamped(LookupError):
    """No time stamp covers the message yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A neighbour on the way to a root (hex), and on which side it stands."""

    sibling: str
    on_left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The way from the record to the stamped root: ``part`` of the message, seal as it lies in the log, both paths, stamp and keys.

    ``key`` is that of the seal, ``handovers`` lead from it to the one that signs the container.
    """

    part: str
    seal: str
    path: tuple[Step, ...]
    stamp: Stamp
    stamp_path: tuple[Step, ...]
    key: str
    handovers: tuple[HandOver, ...] = ()


def container(found: Exchanged, part: str, *, folder: Path, handovers: Sequence[HandOver]) -> bytes:
    """The container of one side of an exchange, signed by the key in the log folder. NotStamped."""
    if found.covered is None:
        raise NotStamped
    record, key = found.record, read_private_key(folder / "key.pem")
    head = record.request_head if part == REQUEST else record.response_head
    stamp = found.covered.stamp
    evidence = Evidence(
        part=part,
        seal=found.seal.decode(),
        path=_steps(found.path),
        stamp=stamp,
        stamp_path=_steps(found.covered.path),
        key=found.key or key_text(key.public_key()),
        handovers=_leading(handovers, found.key, key_text(key.public_key())),
    )
    files = {MESSAGE: head.encode("latin-1")}
    if part in found.bodies:
        files[BODY] = found.bodies[part]
    files |= {
        RECORD: found.raw,
        EVIDENCE: msgspec.json.encode(evidence),
        ROOT: stamp.statement(),
        TOKEN: base64.b64decode(stamp.token),
    }
    files[ASIC_MANIFEST] = asic_manifest(files[ROOT])
    files[MANIFEST] = manifest([*files, SIGNATURES])
    from motcua.gateway.evidence.xades import sign_files

    files[SIGNATURES] = sign_files(files, key=key, certificate=certificate_of(folder, key, server_id=stamp.server_id))
    return pack(files)


def pack(files: Mapping[str, bytes]) -> bytes:
    """A container with these files: the media type first and stored, everything in one form, so that each octet can be checked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in {"mimetype": MIMETYPE.encode(), **files}.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            zipped.writestr(info, content)
    return made.getvalue()


def asic_manifest(root: bytes) -> bytes:
    """``ASiCManifest.xml``: the token belongs to the stamped root."""
    digest = base64.b64encode(hashlib.sha512(root).digest()).decode()
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f'<asic:SigReference URI="{TOKEN}" MimeType="{_TOKEN_TYPE}"/>'
        f'<asic:DataObjectReference URI="{ROOT}" MimeType="text/plain"><ds:DigestMethod Algorithm="{_SHA512}"/>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference></asic:ASiCManifest>\n"
    ).encode()


def manifest(names: Sequence[str]) -> bytes:
    """``manifest.xml``: the files of the container and their media types (OpenDocument part 3)."""
    types = {MESSAGE: "text/plain", BODY: "application/octet-stream", RECORD: "application/json", EVIDENCE: "application/json"}
    types |= {ROOT: "text/plain", TOKEN: _TOKEN_TYPE}
    entries = [("/", MIMETYPE), *((name, types.get(name, "text/xml")) for name in sorted({*names, MANIFEST}))]
    lines = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>" for name, kind in entries
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{space}" manifest:version="1.2">{lines}'
    return f"{text}</manifest:manifest>\n".encode()


def _steps(path: Sequence[ProofStep]) -> tuple[Step, ...]:
    return tuple(Step(sibling=step.sibling.hex(), on_left=step.on_left) for step in path)


def _leading(handovers: Sequence[HandOver], start: str, end: str) -> tuple[HandOver, ...]:
    """The hand-overs from one key to another, in order."""
    key, found = start or end, []
    for made in handovers:
        if key != end and made.old_key == key:
            found.append(made)
            key = made.new_key
    return tuple(found)
