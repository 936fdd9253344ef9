"""Batches of cards, in folders."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from motcua.simulator.peers.cardbatches.folders import CardBatches
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.store import Store

RECEIPT = "b" * 26
NAME = f"LO_20261123_{RECEIPT}.csv"
TEXT = "SO_DINH_DANH;HO_TEN;NGAY_SINH;GIOI_TINH;MA_XA\r\n031326900001;A;05/11/2026;2;11329\r\n0313;B;05/11/2026;2;11329\r\n"


@pytest.fixture
def batches(tmp_path: Path) -> Iterator[CardBatches]:
    settings = Settings(data=tmp_path, batch_pace=10)
    store = Store(tmp_path)
    batches = CardBatches(store=store, settings=settings, faults=Faults(store))
    batches.turn(now=0)
    yield batches
    store.close()


@pytest.fixture
def drop(batches: CardBatches) -> Callable[..., None]:
    def drop(*, digest: str = hashlib.sha256(TEXT.encode()).hexdigest()) -> None:
        (batches.inbox / NAME).write_bytes(TEXT.encode())
        (batches.inbox / f"{NAME}.sha256").write_text(f"{digest}  {NAME}\n")

    return drop


def test_a_batch_is_taken_at_once_and_answered_later(batches: CardBatches, drop: Callable[..., None]) -> None:
    drop()
    assert batches.turn(now=100) == 1
    assert (batches.outbox / f"TN_{RECEIPT}.csv").read_text() == "SO_DONG;TRANG_THAI\n2;DA_NHAN\n"
    assert list(batches.inbox.iterdir()) == []
    assert [batches.turn(now=109), batches.turn(now=110), batches.turn(now=200)] == [0, 1, 0]
    lines = (batches.outbox / f"KQ_{RECEIPT}.csv").read_text().splitlines()
    assert lines[1:] == ["031326900001;00;TE1311326900001;", "0313;02;;Sai số định danh hoặc ngày sinh"]


def test_a_child_gets_one_card(batches: CardBatches, drop: Callable[..., None]) -> None:
    for _ in range(2):
        drop()
        batches.turn(now=0)
        batches.turn(now=50)
    assert "031326900001;01;TE1311326900001;Đã có thẻ" in (batches.outbox / f"KQ_{RECEIPT}.csv").read_text()


def test_a_file_without_its_digest_waits(batches: CardBatches) -> None:
    (batches.inbox / NAME).write_text(TEXT)
    assert batches.turn(now=0) == 0
    assert (batches.inbox / NAME).exists()


def test_a_damaged_file_is_told(batches: CardBatches, drop: Callable[..., None]) -> None:
    drop(digest="0" * 64)
    batches.turn(now=0)
    assert "0;SAI_TEP" in (batches.outbox / f"TN_{RECEIPT}.csv").read_text()
