"""Archives: segments move without a gap, a kill anywhere repeats and loses nothing, and whatever is changed afterwards is found."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.gateway import protocol as gw
from motcua.gateway.core.bodyfile import BodyPart
from motcua.gateway.core.keys import NEXT_KEY, make_key
from motcua.gateway.core.log import LogWriter
from motcua.gateway.evidence import archiving
from motcua.gateway.evidence.archiving import ArchiveError, archive_log
from motcua.gateway.evidence.checking import Anchors
from motcua.gateway.evidence.command import main
from motcua.gateway.evidence.heads import encode_head, read_head
from motcua.gateway.evidence.linking import LINKING
from motcua.gateway.evidence.report import Report
from motcua.gateway.evidence.verify import verify

from .authority import Authority
from .stamped import put_stamp
from .test_log import record


def body_of(n: int) -> tuple[bytes, list[BodyPart]]:
    content = f"giấy tờ số {n} ".encode() * 40
    made = msgspec.json.decode(record(n), type=gw.Record)
    digest = hashlib.sha512(content).digest()
    hashed = gw.request_hash(made.request_head.encode(), digest)
    raw = msgspec.json.encode(
        msgspec.structs.replace(made, request_body=base64.b64encode(digest).decode(), request_size=len(content), request_hash=hashed)
    )
    return raw, [BodyPart(request_id=made.request_id, part="request", mode="plain", chunks=lambda: iter([content]))]


def make_log(folder: Path, authority: Authority, *, parts: int = 3, key_change: bool = True) -> LogWriter:
    """A log with ``parts`` closed segments whose last seals are stamped only in the next one, with kept bodies and a change of key."""
    writer = LogWriter(folder, server_id="VN/GOV/1/gw")
    for part in range(parts):
        for n in range(2):
            raw, bodies = body_of(part * 10 + n)
            writer.commit([raw, record(100 + part * 10 + n)], bodies)
        put_stamp(writer, authority)
        writer.commit([record(200 + part)])
        if key_change and part == 1:
            make_key(folder / NEXT_KEY)
            writer.turn_key()
        else:
            writer.roll()
    writer.commit([record(300)])
    put_stamp(writer, authority)
    return writer


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with three archives and a live part; not to be changed."""
    folder = tmp_path_factory.mktemp("shelf") / "log"
    writer = make_log(folder, Authority())
    for _ in range(3):
        archive_log(folder, megabytes=0)
    writer.close()
    return folder


def check(*paths: Path, live: bool = False, key: bytes | None = None) -> Report:
    anchors = Anchors(key=gw.load_public_key(key) if key else None)
    return verify(paths, anchors=anchors, live_only=live)


def zips(folder: Path) -> list[Path]:
    found = [p for p in (folder / "archive").glob("*.zip") if ".bodies." not in p.name]
    return sorted(found, key=lambda p: read_head(p.with_name(p.name + ".head").read_bytes()).first_segment)


def test_the_log_goes_on_after_archives(tmp_path: Path) -> None:
    writer = make_log(tmp_path, Authority())
    whole = list(gw.read_records(tmp_path))
    before = check(tmp_path)
    assert before.ok, before.findings
    heads = archive_log(tmp_path)
    assert [(h.first_segment, h.last_segment) for h in heads] == [(1, 3)]
    assert len(list(tmp_path.glob("log-*.seg"))) == len(list(tmp_path.glob("bodies-*.bin"))) + 1 == 1
    with pytest.raises(gw.ArchivedError, match=heads[0].archive):
        next(gw.read_batches(tmp_path, after=3))
    writer.commit([record(400)])
    writer.close()
    again = LogWriter(tmp_path, server_id="VN/GOV/1/gw")
    again.commit([record(401)])
    again.close()
    live = list(gw.read_records(tmp_path, after=heads[0].last))
    assert [r.seq for r in live] == list(range(heads[0].last + 1, len(whole) + 3))
    assert gw.verify_log(tmp_path).problem is None
    after = check(tmp_path)
    assert after.ok, after.findings
    assert {said.code for said in after.holds} >= {"archive_holds", "log_holds", "stamps_hold", "bodies_hold"}


def test_linkinginfo_is_that_of_x_road(shelf: Path, tmp_path: Path) -> None:
    """Restated from the protocol with the shell's sha512sum, not with the code that wrote it."""
    before = ("", "")
    for path in zips(shelf):
        with zipfile.ZipFile(path) as zipped:
            zipped.extractall(tmp_path / path.stem)
        first, *rest = (tmp_path / path.stem / LINKING).read_text().splitlines()
        assert first == f"{before[0] or '-'} {before[1] or '-'} SHA-512"
        digest = before[0]
        for line in rest:
            linked, name = line.split(" ")
            of_file = subprocess.run(["sha512sum", name], cwd=tmp_path / path.stem, capture_output=True, check=True).stdout.split()[0].decode()
            digest = subprocess.run(["sha512sum"], input=(digest + of_file).encode(), capture_output=True, check=True).stdout.split()[0].decode()
            assert linked == digest
        before = (digest, path.name)


def test_nothing_without_a_time_stamp_is_archived(tmp_path: Path) -> None:
    writer = LogWriter(tmp_path, server_id="s")
    writer.commit([record(1)])
    writer.roll()
    writer.commit([record(2)])
    assert archive_log(tmp_path) == []
    put_stamp(writer, Authority())
    assert [head.last for head in archive_log(tmp_path)] == [1]
    writer.close()


def test_a_changed_log_is_not_archived(tmp_path: Path) -> None:
    make_log(tmp_path, Authority()).close()
    first = min(tmp_path.glob("log-*.seg"))
    first.write_bytes(first.read_bytes().replace(b"VN/GOV/2", b"VN/GOV/3", 1))
    with pytest.raises(ArchiveError, match="chain"):
        archive_log(tmp_path)
    assert len(list(tmp_path.glob("log-*.seg"))) == 4


@pytest.mark.parametrize("at", range(14))
def test_a_kill_at_any_step_loses_and_repeats_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """The process ends before the n-th change to the file system; the next archiving makes up for it."""
    writer = make_log(tmp_path, Authority())
    whole = [r.request_id for r in gw.read_records(tmp_path)]
    steps = 0

    class Killed(BaseException):
        pass

    def dying(real: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **kwargs: object) -> object:
            nonlocal steps
            steps += 1
            if steps > at:
                raise Killed
            return real(*args, **kwargs)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dying(Path.replace))
        patch.setattr(Path, "unlink", dying(Path.unlink))
        patch.setattr(archiving, "_zip", dying(archiving._zip))
        with contextlib.suppress(Killed):
            archive_log(tmp_path)
    writer.commit([record(500)])
    writer.close()
    archive_log(tmp_path)
    report = check(tmp_path)
    assert report.ok, report.findings
    found: list[str] = []
    for path in zips(tmp_path):
        with zipfile.ZipFile(path) as zipped:
            zipped.extractall(tmp_path / "out")
    for folder in (tmp_path / "out", tmp_path):
        for segment in sorted(folder.glob("log-*.seg")):
            text = segment.read_bytes()
            found += [r for r in [*whole, "r500"] if f'"request_id":"{r}"'.encode() in text]
    assert sorted(found) == sorted([*whole, "r500"])
    LogWriter(tmp_path, server_id="VN/GOV/1/gw").close()


def test_two_do_not_archive_at_once(tmp_path: Path) -> None:
    writer = make_log(tmp_path, Authority())
    with archiving._alone(tmp_path), pytest.raises(ArchiveError, match="another process"):
        archive_log(tmp_path)
    writer.close()


def flip(path: Path, random: Random) -> None:
    data = bytearray(path.read_bytes())
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def truncate(path: Path, random: Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: random.randrange(len(data))])


def duplicate_piece(path: Path, random: Random) -> None:
    data = path.read_bytes()
    at = random.randrange(len(data))
    path.write_bytes(data[:at] + data[max(at - random.randrange(1, 200), 0) : at] + b"\n" + data[at:])


def delete(path: Path, random: Random) -> None:
    path.unlink()


def rezip(path: Path, random: Random) -> None:
    """Another zip file of the same, of fewer, swapped or doubled members."""
    if path.suffix != ".zip":
        return flip(path, random)
    with zipfile.ZipFile(path) as zipped:
        members = [(name, zipped.read(name)) for name in zipped.namelist()]
    how = random.choice(["same", "fewer", "swapped", "renamed"])
    if how == "fewer":
        members.pop(random.randrange(len(members)))
    elif how == "swapped":
        members.reverse()
    elif how == "renamed":
        members[0] = ("log-00000099.seg", members[0][1])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in members:
            zipped.writestr(name, content)
    return None


def swap(path: Path, random: Random) -> None:
    other = random.choice([p for p in path.parent.iterdir() if p.suffix == path.suffix and p.name != path.name and p.name.startswith("mlog")])
    mine = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(mine)


def resign(path: Path, random: Random) -> None:
    """A head of another key over an archive that was changed to fit."""
    head_path = path if path.suffix == ".head" else path.with_name(path.name.replace(".bodies.zip", ".zip") + ".head")
    head = read_head(head_path.read_bytes())
    head_path.write_bytes(encode_head(replace(head, at_ms=head.at_ms + 1).signed(ec.generate_private_key(ec.SECP256R1()))))


TAMPERINGS = [flip, truncate, duplicate_piece, delete, rezip, swap, resign]


@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 2**32), tampering=st.sampled_from(TAMPERINGS))
def test_whatever_is_changed_in_the_archives_is_found(
    shelf: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, tampering: Callable[[Path, Random], None]
) -> None:
    folder, random = tmp_path_factory.mktemp("tampered") / "log", Random(seed)
    shutil.copytree(shelf, folder)
    tampering(random.choice(sorted((folder / "archive").glob("mlog-*"))), random)
    report = check(folder)
    shutil.rmtree(folder)
    assert report.findings


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_whatever_is_flipped_in_the_live_part_is_found(shelf: Path, tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder, random = tmp_path_factory.mktemp("tampered") / "log", Random(seed)
    shutil.copytree(shelf, folder)
    flip(random.choice([folder / "archived.json", *folder.glob("log-*.seg")]), random)
    report = check(folder)
    shutil.rmtree(folder)
    assert report.findings or any(said.code == "tail" for said in report.remarks)


def test_a_head_with_a_kind_of_key_that_nobody_knows_is_found(shelf: Path, tmp_path: Path) -> None:
    folder = tmp_path / "log"
    shutil.copytree(shelf, folder)
    head = json.loads((folder / "archived.json").read_bytes())
    der = bytearray(base64.b64decode(head["key"]))
    place = der.index(bytes.fromhex("2a8648ce3d0201"))  # id-ecPublicKey
    der[place + 5] ^= 0x1E
    (folder / "archived.json").write_text(json.dumps({**head, "key": base64.b64encode(bytes(der)).decode()}))
    assert check(folder).findings


def test_archives_alone_hold_and_a_gap_is_found(shelf: Path) -> None:
    first, second, third = zips(shelf)
    key = (shelf / "key.pub.pem").read_bytes()
    assert check(first, second, third, key=key).ok
    assert check(third, first, second).ok  # the order on the command line means nothing
    later = check(second, third)
    assert later.ok
    assert "begins_later" in {said.code for said in later.remarks}
    assert "archive_missing" in {said.code for said in check(first, third).findings}


def test_another_key_than_the_published_one_is_found(shelf: Path, tmp_path: Path) -> None:
    make_log(tmp_path / "other", Authority()).close()
    foreign = (tmp_path / "other/key.pub.pem").read_bytes()
    assert "other_key" in {said.code for said in check(*zips(shelf), key=foreign).findings}


def test_the_command_speaks_both_languages_and_json(shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(shelf)]) == 0
    assert "kho lưu trữ nguyên vẹn" in capsys.readouterr().out
    assert main(["verify", str(shelf), "--lang", "en"]) == 0
    assert "the archive is whole" in capsys.readouterr().out
    broken = tmp_path / "log"
    shutil.copytree(shelf, broken)
    flip(zips(broken)[1], Random(1))
    assert main(["verify", str(broken), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert all(s["vi"] and s["en"] for s in said["findings"])
    assert main(["verify", str(tmp_path / "nothing")]) == 2
    (tmp_path / "empty").mkdir()
    assert main(["verify", str(tmp_path / "empty")]) == 1


def test_bodies_may_go_when_their_time_is_over_but_not_before(tmp_path: Path) -> None:
    for days, expected in ((0, False), (1, False)):
        folder = tmp_path / str(days)
        make_log(folder, Authority()).close()
        archive_log(folder, bodies_days=days)
        for path in (folder / "archive").glob("*.bodies.zip"):
            path.unlink()
        assert check(folder).ok is expected
