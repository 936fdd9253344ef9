"""What web workers share about log-ins: kept in one statement, added by one of them only."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from motcua.foundation.identity.models import CacheEntry
from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import Role

pytestmark = pytest.mark.django_db


def expire(key):
    CacheEntry.objects.filter(cache_key__endswith=key).update(expires="2020-01-01T00:00:00Z")


def test_a_value_is_kept_in_one_statement_and_changed_in_one(django_assert_num_queries):
    with django_assert_num_queries(2):
        cache.set("a", [1.5], 60)
        cache.set("a", [2.5, "đ"], 60)
    assert cache.get("a") == [2.5, "đ"]


def test_only_the_first_adds_until_it_has_ended(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert cache.add("lock", 1, 10)
        assert not cache.add("lock", 2, 10)
    assert cache.get("lock") == 1
    expire("lock")
    assert cache.add("lock", 3, 10)
    assert cache.get("lock") == 3


def test_what_has_ended_is_gone_and_cannot_be_touched_back_by_others():
    cache.set("a", 1, 60)
    assert cache.touch("a", 120)
    assert not cache.touch("b", 120)
    expire("a")
    assert cache.get("a") is None
    assert not CacheEntry.objects.exists()


def test_a_value_without_an_end_stays_and_one_of_no_time_never_was():
    cache.set("a", 1, None)
    cache.set("b", 1, 0)
    assert (cache.get("a"), cache.get("b")) == (1, None)


def test_what_has_ended_is_taken_out_now_and_then(monkeypatch):
    monkeypatch.setattr("motcua.foundation.identity.adapters.shared._CULLED", 1)
    cache.set("old", 1, 60)
    expire("old")
    cache.set("new", 1, 60)
    assert [entry.cache_key for entry in CacheEntry.objects.all()] == [":1:new"]


def test_a_password_costs_no_more_statements_than_it_must(django_assert_max_num_queries):
    make_officer(Role.RECEPTION, code="x.y")
    client = Client(REMOTE_ADDR="10.9.9.9")
    client.get("/tai-khoan/can-bo/dang-nhap/")
    with django_assert_max_num_queries(45, connection=connection):
        client.post("/tai-khoan/can-bo/dang-nhap/", {"login": "x.y", "password": "mot-cua-demo-2026"})
