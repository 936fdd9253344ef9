"""What the peers remember."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_document_is_taken_once(store: Store) -> None:
    store.put("code", "a", {"x": 1})
    assert [store.take("code", "a", now=0), store.take("code", "a", now=0)] == [{"x": 1}, None]


def test_expired_is_gone(store: Store) -> None:
    store.put("code", "a", {}, expires_at=10)
    assert store.get("code", "a", now=9.9) == {}
    assert store.get("code", "a", now=10) is None
    assert store.purge(now=10) == 1


def test_failed_transaction_leaves_nothing(store: Store) -> None:
    def half_done() -> None:
        with store.transaction():
            store.put("transfer", "a", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert store.all("transfer") == []


def test_replacing_keeps_the_place_in_order(store: Store) -> None:
    for key in ("a", "b", "a"):
        store.put("n", key, {"k": key})
    assert [d.key for d in store.all("n")] == ["a", "b"]


def test_settings_come_from_the_environment() -> None:
    found = Settings.from_environment({"MOTCUA_PEERS_DATA": "/x", "MOTCUA_PEERS_URL": "http://h/", "MOTCUA_PEERS_BANK_ACCOUNTS": "1 2"})
    assert (found.data, found.base_url, found.bank_accounts) == (Path("/x"), "http://h", ("1", "2"))


def test_the_site_hears_the_bank_below_its_own_address() -> None:
    assert Settings.from_environment({}).notify_url == ""
    site = {"MOTCUA_BASE_URL": "http://127.0.0.1:9000"}
    assert Settings.from_environment(site).notify_url == "http://127.0.0.1:9000/api/v1/payments/notifications"
    assert Settings.from_environment(site | {"MOTCUA_PEERS_NOTIFY_URL": ""}).notify_url == ""
