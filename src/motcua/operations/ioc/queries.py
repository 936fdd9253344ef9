"""The board: what the shared warehouse and the outbox say now."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.foundation.outbox import api as outbox
from motcua.insight.datasets import api as datasets
from motcua.insight.indicators import api as indicators
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.periods import PeriodKind, period_of
from motcua.kernel.policy import require
from motcua.operations.ioc import conf, policies, rules
from motcua.operations.ioc.contracts import Board, Flows, Stream, Tile, TileKind

_DAILY = (TileKind.RECEIVED, TileKind.RESOLVED, TileKind.PENDING, TileKind.OVERDUE, TileKind.PAYMENTS)
_MONTHLY = (TileKind.ON_TIME, TileKind.ONLINE)
_MESSAGES = """
SELECT CAST(SUM(messages) AS BIGINT) AS messages, CAST(SUM(failed) AS BIGINT) AS failed
FROM gold.message_daily WHERE day = $day
"""
_FLOWS = """
SELECT client, service, messages, failed, refused, took_ms_total FROM gold.message_daily
WHERE day = $day ORDER BY messages DESC, client, service LIMIT 200
"""
_LOOK_AHEAD = 200


def board(*, actor: Actor, now: datetime) -> Board:
    """All numbers at one snapshot, so that they fit together; ``Forbidden`` for who may not watch."""
    require(policies.can_watch(actor=actor))
    snapshot = datasets.latest_snapshot()
    waiting = outbox.read(after_seq=snapshot.seq if snapshot else 0, limit=_LOOK_AHEAD)
    late, stale = rules.behind(
        ((e.name, e.occurred_at) for e in waiting), now=now, patience=timedelta(seconds=conf.STALE_SECONDS)
    )
    as_of = snapshot.taken_at if snapshot else None
    made = {kind: _indicator(kind, snapshot=snapshot, stale=stale, now=now) for kind in (*_DAILY, *_MONTHLY)}
    made[TileKind.MESSAGES] = _messages(snapshot, stale=stale, now=now)
    made[TileKind.PARKED] = _parked(now)
    tiles = tuple(made[kind] for kind in TileKind)
    return Board(tiles=tiles, snapshot=snapshot.id if snapshot else "", as_of=as_of, behind=late, stale=stale)


def flows(*, actor: Actor, now: datetime) -> Flows:
    """Today's calls through the exchange by system and service; ``Forbidden`` for who may not watch."""
    require(policies.can_watch(actor=actor))
    snapshot = datasets.latest_snapshot()
    if snapshot is None:
        return Flows(streams=(), total=0, snapshot="", as_of=None)
    answer = datasets.query(sql=_FLOWS, params={"day": local_date(now)}, snapshot=snapshot.id, actor=SYSTEM, now=now)
    streams = tuple(
        Stream(
            client=row["client"], service=row["service"], messages=int(row["messages"]), failed=int(row["failed"]),
            refused=int(row["refused"]), took_ms=round(row["took_ms_total"] / row["messages"]),
        )
        for row in answer.dicts()
    )  # fmt: skip
    counted = datasets.query(sql=_MESSAGES, params={"day": local_date(now)}, snapshot=snapshot.id, actor=SYSTEM, now=now).dicts()[0]
    return Flows(streams=streams, total=int(counted["messages"] or 0), snapshot=snapshot.id, as_of=snapshot.taken_at)


def _indicator(kind: TileKind, *, snapshot: datasets.Snapshot | None, stale: bool, now: datetime) -> Tile:
    today = local_date(now)
    if kind in _MONTHLY:
        month = period_of(today, PeriodKind.MONTH)
        period, earlier = month.code, month.previous().code
    else:
        period, earlier = today.isoformat(), (today - timedelta(days=1)).isoformat()
    if snapshot is None:
        return Tile(kind=kind, value=None, as_of=None, indicator=kind.value, period=period)
    here, there = (
        indicators.value(code=kind.value, period=asked, snapshot=snapshot.id, actor=SYSTEM, now=now) for asked in (period, earlier)
    )
    return Tile(
        kind=kind,
        value=here.value,
        before=there.value,
        as_of=here.as_of,
        stale=stale,
        indicator=kind.value,
        period=period,
        needs_person=kind is TileKind.OVERDUE and bool(here.value),
    )


def _messages(snapshot: datasets.Snapshot | None, *, stale: bool, now: datetime) -> Tile:
    if snapshot is None:
        return Tile(kind=TileKind.MESSAGES, value=None, as_of=None)
    answer = datasets.query(sql=_MESSAGES, params={"day": local_date(now)}, snapshot=snapshot.id, actor=SYSTEM, now=now)
    row = answer.dicts()[0]
    failed = int(row["failed"] or 0)
    return Tile(
        kind=TileKind.MESSAGES,
        value=int(row["messages"] or 0),
        as_of=snapshot.taken_at,
        stale=stale,
        failed=failed,
        needs_person=failed > 0,
    )


def _parked(now: datetime) -> Tile:
    parked = outbox.lag(now=now).parked
    # To the minute, so that a board where nothing happened stays the same board.
    return Tile(kind=TileKind.PARKED, value=parked, as_of=now.replace(second=0, microsecond=0), needs_person=parked > 0)
