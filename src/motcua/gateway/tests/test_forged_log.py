"""A log written anew by somebody who has the disk but not the key: links and roots are made again, so that only what was signed tells."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway import protocol as gw
from motcua.gateway.core.keys import NEXT_KEY, make_key
from motcua.gateway.core.log import LogWriter, load_key
from motcua.gateway.evidence.checking import Anchors
from motcua.gateway.evidence.verify import verify
from motcua.gateway.protocol import logfile
from motcua.gateway.protocol.bodies import BodiesDeleted
from motcua.gateway.protocol.handover import HandOver
from motcua.gateway.protocol.logfile import DELETED, HANDOVER, HEADER, RECORD, REPAIR, SEAL, next_chain, pack
from motcua.gateway.protocol.record import Repair, Seal
from motcua.kernel.evidence.merkle import merkle_root

from .test_log import record, write

Frames = list[tuple[bytes, bytes]]
_ECDSA = ec.ECDSA(hashes.SHA256())


def written_anew(path: Path, change: Callable[[Frames], Frames], *, key: ec.EllipticCurvePrivateKey | None = None) -> None:
    """A segment with other frames: every link, root and seal is made to fit again, and signed by ``key``; without one seals stay."""
    data = path.read_bytes()
    header, start = logfile.read_header(data)
    chain = next_chain(bytes.fromhex(header.chain), HEADER, data[:start])
    made, records = data[:start], []
    for kind, given in change([(frame.kind, frame.payload) for frame in logfile.frames(data, start)]):
        payload = given
        if kind == RECORD:
            records.append(payload)
        elif kind == SEAL:
            if key is not None:
                seal = replace(msgspec.json.decode(payload, type=Seal), root=merkle_root(records).hex(), chain=chain.hex(), signature="")
                signature = base64.b64encode(key.sign(seal.signed_bytes(), _ECDSA)).decode()
                payload = msgspec.json.encode(replace(seal, signature=signature))
            records = []
        chain = next_chain(chain, kind, payload)
        made += pack(kind, payload, chain)
    path.write_bytes(made)


def segment(folder: Path) -> Path:
    return max(folder.glob("log-*.seg"))


def found(folder: Path, key: bytes | None = None) -> str:
    """What is wrong with a log, as both readers of it say; they must agree."""
    problem = gw.verify_log(folder, public_key=key).problem
    report = verify([folder], anchors=Anchors(key=gw.load_public_key(key) if key else None))
    assert report.ok is (problem is None)
    assert [said.en for said in report.findings if said.en in str(problem)] or problem is None
    return str(problem or "")


def test_written_anew_with_the_right_key_it_holds(tmp_path: Path) -> None:
    """The forger of these tests works: with the key nobody could tell."""
    write(tmp_path, 2, 3)
    written_anew(segment(tmp_path), lambda frames: [(k, p.replace(b'"status":200', b'"status":404')) for k, p in frames], key=load_key(tmp_path))
    assert found(tmp_path) == ""
    assert {r.status for r in gw.read_records(tmp_path)} == {404}


@pytest.mark.parametrize("batch", [0, 1])
def test_a_changed_record_under_seals_of_another_key_is_found(tmp_path: Path, batch: int) -> None:
    write(tmp_path, 2, 3)
    stranger = ec.generate_private_key(ec.SECP256R1())
    place = 0 if batch == 0 else 2

    def change(frames: Frames) -> Frames:
        records = [n for n, (kind, _) in enumerate(frames) if kind == RECORD]
        kind, payload = frames[records[place]]
        frames[records[place]] = (kind, payload.replace(b'"status":200', b'"status":404'))
        return frames

    written_anew(segment(tmp_path), change, key=stranger)
    assert "seal" in found(tmp_path)


GONE = (DELETED, msgspec.json.encode(BodiesDeleted(file="bodies-00000001.bin", days=1, at_ms=1)))
MENDED = (REPAIR, msgspec.json.encode(Repair(bytes_dropped=1, sha256="0" * 64, kept_in="tail-1.bin", at_ms=1)))


@pytest.mark.parametrize("put_in", [GONE, MENDED], ids=["bodies deleted", "a repair"])
def test_what_is_put_between_batches_is_found(tmp_path: Path, put_in: tuple[bytes, bytes]) -> None:
    """No record is touched, so every root holds and every signature is genuine: the chain that each seal names does not."""
    write(tmp_path, 2, 2)

    def change(frames: Frames) -> Frames:
        first = next(n for n, (kind, _) in enumerate(frames) if kind == SEAL)
        return [*frames[: first + 1], put_in, *frames[first + 1 :]]

    written_anew(segment(tmp_path), change)
    assert "seal" in found(tmp_path)


def test_a_batch_that_is_left_out_is_found(tmp_path: Path) -> None:
    write(tmp_path, 2, 2, 2)

    def change(frames: Frames) -> Frames:
        seals = [n for n, (kind, _) in enumerate(frames) if kind == SEAL]
        return [*frames[: seals[0] + 1], *frames[seals[1] + 1 :]]

    written_anew(segment(tmp_path), change)
    assert "seal" in found(tmp_path)


def test_a_key_to_which_the_old_one_did_not_hand_over_is_found(tmp_path: Path) -> None:
    """Whoever takes the log over with a key of his own cannot sign for the one before it."""
    writer = LogWriter(tmp_path, server_id="s")
    writer.commit([record(1)])
    published = (tmp_path / "key.pub.pem").read_bytes()
    make_key(tmp_path / NEXT_KEY)
    assert writer.turn_key()
    writer.commit([record(2)])
    writer.close()
    assert found(tmp_path, published) == ""

    def change(frames: Frames) -> Frames:
        kind, payload = frames[0]
        assert kind == HANDOVER
        made = msgspec.json.decode(payload, type=HandOver)
        return [(kind, msgspec.json.encode(replace(made, signed_by_old=made.signed_by_new))), *frames[1:]]

    written_anew(segment(tmp_path), change, key=load_key(tmp_path))
    assert "key" in found(tmp_path, published)


def test_a_whole_log_of_another_key_is_found(tmp_path: Path) -> None:
    write(tmp_path / "mine", 1)
    write(tmp_path / "another", 1)
    assert "another key" in found(tmp_path / "another", (tmp_path / "mine" / "key.pub.pem").read_bytes())
