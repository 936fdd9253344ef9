"""Files out and in, with the process killed wherever it can be: one file, never two, never none."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tracemalloc
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from motcua.gateway.app.carriers.filing import arrivals, disk
from motcua.gateway.app.carriers.filing.arrivals import collect
from motcua.gateway.app.carriers.filing.desk import Desk, Entry
from motcua.gateway.core.body import Body
from motcua.gateway.translate.filing import FileTranslator, receipt_of
from motcua.gateway.translate.prepared import prepare

BODY = json.dumps({"rows": [{"a": "1"}, {"a": "2"}]}).encode()
RECEIPT = receipt_of(client="c", service="s", message_id="m")


class Killed(BaseException):
    """The process ends here."""


def declared(tmp_path: Path, *, manifest: str = "") -> FileTranslator:
    """The adapter; ``manifest`` is of what comes back."""
    for name in ("out", "in"):
        (tmp_path / name).mkdir()
    shape = {"format": "csv"}
    rules = [{"ours": "a", "theirs": "A", "required": True}]
    made = prepare("files", {
        "work": str(tmp_path / "work"), "incoming_folder": str(tmp_path / "in"),
        "outgoing": {"folder": str(tmp_path / "out"), "name": "O_{date}_{receipt}.csv", "rows": "rows", "shape": shape, "rules": rules},
        "incoming": [{"name": "I_{receipt}.csv", "shape": shape, "rules": rules, "manifest": manifest}], "settle_s": 0,
    })  # fmt: skip
    assert isinstance(made, FileTranslator)
    return made


@pytest.fixture
def translator(tmp_path: Path) -> FileTranslator:
    return declared(tmp_path)


def send(translator: FileTranslator, *, now: float = 0) -> Entry:
    return Desk(translator).send(RECEIPT, client="c", service="s", body=Body.of(BODY), media_type="application/json", now=now)


def killed_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Whatever becomes durable under a name, the step-th time is the last."""
    count = 0
    rename, replace = Path.rename, Path.replace

    def counted(real: Any) -> Any:
        def renamed(path: Path, target: Any) -> Any:
            nonlocal count
            count += 1
            if count > step:
                raise Killed
            return real(path, target)

        return renamed

    monkeypatch.setattr(Path, "rename", counted(rename))
    monkeypatch.setattr(Path, "replace", counted(replace))


@pytest.mark.parametrize("step", range(5))
def test_a_file_appears_once_whenever_the_process_ends(
    translator: FileTranslator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    with monkeypatch.context() as dying:
        killed_at(dying, step)
        with contextlib.suppress(Killed):
            send(translator)
    collect(translator, now=0)  # whoever comes next finishes what was prepared
    picked = [path.read_bytes() for path in (tmp_path / "out").glob("O_*.csv")]
    for path in (tmp_path / "out").glob("O_*"):
        path.unlink()  # the partner takes it away
    again = send(translator, now=86_400 * 3)
    picked += [path.read_bytes() for path in (tmp_path / "out").glob("O_*.csv")]
    assert picked == [b"A\r\n1\r\n2\r\n"]
    assert again["state"] == "sent"
    assert list((tmp_path / "work" / "prepared").iterdir()) == []
    assert list((tmp_path / "out").glob(".*")) == []


@pytest.mark.parametrize("step", range(4))
def test_an_answer_is_taken_once_whenever_the_process_ends(
    translator: FileTranslator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    send(translator)
    (tmp_path / "in" / f"I_{RECEIPT}.csv").write_bytes(b"A\r\nx\r\n")
    with monkeypatch.context() as dying:
        killed_at(dying, step)
        with contextlib.suppress(Killed):
            collect(translator, now=10**10)
    collect(translator, now=10**10)
    desk = Desk(translator)
    entry = desk.find(RECEIPT)
    assert entry is not None
    assert (entry["state"], desk.rows(RECEIPT, after=0, limit=9)) == ("answered", [{"a": "x"}])
    assert list((tmp_path / "in").iterdir()) == []
    assert not (tmp_path / "work" / "quarantine").exists()


def test_a_file_that_still_grows_waits(translator: FileTranslator, tmp_path: Path) -> None:
    send(translator)
    path = tmp_path / "in" / f"I_{RECEIPT}.csv"
    path.write_bytes(b"A\r\nx\r\n")
    assert collect(translator, now=path.stat().st_mtime - 1) == 0
    assert path.exists()


def test_one_look_at_a_time(translator: FileTranslator, tmp_path: Path) -> None:
    send(translator)
    (tmp_path / "in" / "stray").write_text("x")
    with disk.locked(tmp_path / "work" / "collect.lock"):
        assert collect(translator, now=10**10) == 0
    assert collect(translator, now=10**10) == 1


def test_names_that_are_taken_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    for content in ("a", "b", "c"):
        (tmp_path / "x").write_text(content)
        disk.move(tmp_path / "x", tmp_path / "to")
    assert sorted(path.read_text() for path in (tmp_path / "to").iterdir()) == ["a", "b", "c"]


@pytest.mark.parametrize("secret", ["answer", "manifest"])
def test_a_link_that_takes_the_place_of_a_file_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    """The partner swaps a file for a link to a file of ours after it was looked at: nothing is read through it."""
    translator = declared(tmp_path, manifest="sha256")
    send(translator)
    ours, name = tmp_path / "ours", f"I_{RECEIPT}.csv"
    ours.write_bytes(b"A\r\nx\r\n")
    theirs = {"answer": tmp_path / "in" / name, "manifest": tmp_path / "in" / f"{name}.sha256"}
    theirs["answer"].write_bytes(b"A\r\nx\r\n")
    theirs["manifest"].write_text(hashlib.sha256(b"A\r\nx\r\n").hexdigest())
    if secret == "manifest":
        ours.write_bytes(theirs["manifest"].read_bytes())
    theirs[secret].unlink()
    theirs[secret].symlink_to(ours)
    monkeypatch.setattr(arrivals, "_regular", lambda folder: [folder / name])
    monkeypatch.setattr(Path, "is_symlink", lambda _: False)
    with pytest.raises(OSError, match="symbolic"):
        collect(translator, now=10**10)
    entry = Desk(translator).find(RECEIPT)
    assert entry is not None
    assert entry["state"] == "sent"


def test_a_manifest_that_is_a_link_is_none(tmp_path: Path) -> None:
    translator = declared(tmp_path, manifest="sha256")
    send(translator)
    answer, ours = tmp_path / "in" / f"I_{RECEIPT}.csv", tmp_path / "ours"
    answer.write_bytes(b"A\r\nx\r\n")
    ours.write_text(hashlib.sha256(b"A\r\nx\r\n").hexdigest())
    answer.with_name(f"{answer.name}.sha256").symlink_to(ours)
    assert collect(translator, now=10**10) == 0
    assert answer.exists()


def test_a_link_under_the_name_of_an_unfinished_file_is_not_written_through(translator: FileTranslator, tmp_path: Path) -> None:
    """The folder is the partner's too, and receipts come from message ids: whoever guesses one could lay a link there before."""
    ours = tmp_path / "ours"
    ours.write_text("kept")
    for hidden in (f".{RECEIPT}.part", f".{RECEIPT}.manifest.part"):
        (tmp_path / "out" / hidden).symlink_to(ours)
    send(translator)
    assert ours.read_text() == "kept"
    (sent,) = (path for path in (tmp_path / "out").glob("O_*.csv"))
    assert not sent.is_symlink()
    assert sent.read_bytes() == b"A\r\n1\r\n2\r\n"


@pytest.mark.parametrize("receipt", ["../prepared/x", f"../receipts/{RECEIPT}", f"{RECEIPT}/../{RECEIPT}", RECEIPT.upper(), f"{RECEIPT}\n", ""])
def test_a_receipt_leads_to_no_other_file(translator: FileTranslator, receipt: str) -> None:
    send(translator)
    desk = Desk(translator)
    assert desk.find(RECEIPT) is not None
    disk.save(desk.folder("prepared") / "x.json", {"receipt": "x"})
    assert desk.find(receipt) is None


def test_a_batch_needs_the_memory_of_a_row(translator: FileTranslator) -> None:
    """Out and back, 16 MB each: a tenth of one of them is more than is held at once."""
    line, cell = b'{"a": "' + b"x" * 1000 + b'"}\n', b"x" * 1000 + b"\r\n"
    kind = translator.settings.incoming[0]
    tracemalloc.start()
    try:
        written = sum(len(piece) for piece in translator.content((line * 64 for _ in range(256)), lines=True))
        rows = sum(1 for _ in translator.rows(kind, chain([b"A\r\n"], (cell * 64 for _ in range(256)))))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (written > 16_000_000, rows) == (True, 16_384)
    assert peak < 1_600_000
