"""The synthetic year, dossier by dossier: the same seed gives the same dossiers, and the totals are exact."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from motcua.kernel.clock import local, local_date
from motcua.kernel.working_time import DueClock, Limit, LimitUnit, Pause, WorkCalendar
from motcua.platform.casework.contracts import Channel, HistoryRecord, Outcome, PartyKind
from motcua.simulator.city.days import Days, spread
from motcua.simulator.city.mix import Chooser, Desk, Offer
from motcua.simulator.city.targets import Targets

_CUTOFF = time(15, 0)
_SETTLED_DAYS = 45  # a dossier must be so old to become late: younger ones may not be due yet
_SUPPLEMENTS, _OPEN_SUPPLEMENTS, _DENIED, _POSTAL, _OPENING_ONLINE, _REFUSED_ONLINE = 0.06, 0.15, 0.012, 0.08, 0.42, 0.7


@dataclass(slots=True)
class _Fate:
    """What becomes of the n-th dossier."""

    online: bool
    resolved: bool = True
    withdrawn: bool = False
    late: bool = False
    handed_back: bool = True
    opening: bool = False
    paid: bool = False


class Plan:
    """All dossiers of one year from ``start`` to ``end`` (exclusive, local days)."""

    def __init__(
        self,
        *,
        targets: Targets,
        offers: Sequence[Offer],
        communes: Sequence[Desk],
        calendar: WorkCalendar,
        start: date,
        end: date,
        seed: int,
    ) -> None:
        self.targets, self.seed, self.start = targets, seed, start
        self.days = Days(calendar=calendar, start=start, end=end)
        self.calendar = calendar
        self.draw = random.Random(seed)  # noqa: S311 - a synthetic city must be repeatable, not secret
        self.choose = Chooser(offers=offers, communes=communes, draw=self.draw)
        self._made = 0

    def records(self) -> Iterator[HistoryRecord]:
        """The dossiers in the order in which they were taken in, the opening stock first."""
        yield from self._opening()
        yield from self._year()

    def _opening(self) -> Iterator[HistoryRecord]:
        """Dossiers in hand when the year begins, each still within its limit: they are resolved in the year's first days."""
        for _ in range(self.targets.opening):
            offer = self.choose.offer()
            while not _rough_days(offer.limit):
                offer = self.choose.offer()
            age = self.draw.randint(1, min(_rough_days(offer.limit), self.days.first - 1))
            yield self._record(offer, self.days.first - age, _Fate(online=self._some(_OPENING_ONLINE), opening=True))

    def _year(self) -> Iterator[HistoryRecord]:
        counts = spread(self.targets.received, self.days.arrivals)
        refused = spread(self.targets.refused, self.days.arrivals)
        online = self.days.online(counts, self.targets.online)
        fates = self._fates(sum(counts))
        done = 0
        for place, (count, away, over_net) in enumerate(zip(counts, refused, online, strict=True)):
            channels = [n < over_net for n in range(count)]
            self.draw.shuffle(channels)
            for n, is_online in enumerate(channels):
                fate = fates[done + n]
                fate.online = is_online
                yield self._record(self._offer_for(fate), self.days.first + place, fate)
            for _ in range(away):
                yield self._refused(self.days.first + place)
            done += count

    def _fates(self, count: int) -> list[_Fate]:
        """Who stays open, is withdrawn, comes late, is not collected: sets of exact size."""
        t, draw = self.targets, self.draw
        fates = [_Fate(online=False) for _ in range(count)]
        for n in self._open(count):
            fates[n].resolved = False
        free = [n for n in range(count) if fates[n].resolved]
        settled = [n for n in free if n < count * (1 - _SETTLED_DAYS / 365)]
        for n in draw.sample(settled, min(t.withdrawn, len(settled))):
            fates[n].resolved, fates[n].withdrawn = False, True
        able = [n for n in settled if fates[n].resolved]
        for n in draw.sample(able, min(t.late, len(able))):
            fates[n].late = True
        resolved = [n for n in free if fates[n].resolved]
        for n in draw.sample(resolved, min(t.resolved - t.handed_back, len(resolved))):
            fates[n].handed_back = False
        for n in draw.sample(range(count), min(t.payments, count)):
            fates[n].paid = True
        return fates

    def _open(self, count: int) -> set[int]:
        """The dossiers still in hand at the end: mostly the youngest, a few old ones that are overdue."""
        wanted = min(self.targets.open_at_end, count)
        old = self.draw.sample(range(count), round(wanted * 0.04))
        window = range(max(0, count - round(wanted * 2.2)), count)
        kept = set(old)
        ranked = sorted((n for n in window if n not in kept), key=lambda n: (count - n) * self.draw.expovariate(1.0))
        return {*old, *ranked[: wanted - len(old)]}

    def _some(self, share: float) -> bool:
        return self.draw.random() < share

    def _offer_for(self, fate: _Fate) -> Offer:
        """A procedure; one with a fee when the dossier was paid for."""
        offer = self.choose.offer()
        while fate.paid and not offer.line.fee:
            offer = self.choose.offer()
        return offer

    def _record(self, offer: Offer, day: int, fate: _Fate) -> HistoryRecord:
        kind, name = self._party(offer)
        received = self.days.random_at(day, self.draw, 0.02, 0.8)
        channel = self._channel(fate)
        submitted = received - self._waiting(channel)
        fee = offer.line.fee if fate.paid else 0
        due = self._clock(offer, received).base_due_at()
        pauses, due_in_the_end = self._pauses(offer, received, due, fate)
        resolved = self._resolved(received, due_in_the_end, pauses, fate) if fate.resolved else None
        return HistoryRecord(
            party_kind=kind,
            party_name=name,
            key=self._key(),
            procedure_code=offer.line.code,
            unit_code=self.choose.desk(offer),
            channel=channel,
            submitted_at=submitted,
            received_at=received,
            pauses=pauses,
            due_at=due,
            resolved_at=resolved,
            handed_back_at=self._handed_back(resolved) if resolved and fate.handed_back else None,
            withdrawn_at=self._later(received, 1, 3) if fate.withdrawn else None,
            outcome=Outcome.DENIED if resolved and self._some(_DENIED) else Outcome.GRANTED,
            fee_amount=fee,
            fee_paid_at=submitted + (received - submitted) * self.draw.uniform(0.05, 0.5) if fee else None,
        )

    def _refused(self, day: int) -> HistoryRecord:
        """A dossier that was not taken in."""
        offer = self.choose.offer()
        kind, name = self._party(offer)
        refused = self.days.random_at(day, self.draw, 0.1, 0.9)
        channel = Channel.ONLINE if self._some(_REFUSED_ONLINE) else Channel.COUNTER
        return HistoryRecord(
            party_kind=kind,
            party_name=name,
            key=self._key(),
            procedure_code=offer.line.code,
            unit_code=self.choose.desk(offer),
            channel=channel,
            submitted_at=refused - self._waiting(channel),
            refused_at=refused,
        )

    def _key(self) -> str:
        self._made += 1
        return f"city:{self.seed}:{self.start}:{self.targets.received}:{self._made}"

    def _party(self, offer: Offer) -> tuple[PartyKind, str]:
        firm, name = self.choose.party(offer)
        return PartyKind.ENTERPRISE if firm else PartyKind.CITIZEN, name

    def _channel(self, fate: _Fate) -> Channel:
        if fate.online:
            return Channel.ONLINE
        return Channel.POSTAL if self._some(_POSTAL) else Channel.COUNTER

    def _waiting(self, channel: Channel) -> timedelta:
        """How long before intake the dossier was handed in."""
        if channel is Channel.COUNTER:
            return timedelta(minutes=self.draw.randint(2, 30))
        hours = self.draw.uniform(0.2, 20) if channel is Channel.ONLINE else self.draw.uniform(20, 50)
        return timedelta(seconds=round(hours * 3600))

    def _clock(self, offer: Offer, received: datetime, pauses: tuple[Pause, ...] = ()) -> DueClock:
        limit = offer.limit
        if offer.same_day:
            limit = Limit(1 if local(received).time() > _CUTOFF else 0, LimitUnit.WORKING_DAYS)
        return DueClock(start_at=received, limit=limit, calendar=self.calendar, pauses=pauses)

    def _pauses(
        self, offer: Offer, received: datetime, due: datetime, fate: _Fate
    ) -> tuple[tuple[tuple[datetime, datetime | None], ...], datetime]:
        """At most one supplement, and the due date that follows; a dossier still open may wait for its papers."""
        first, due_day = self.days.number_of(received), self.days.number_of(due)
        room = min(due_day, self.days.last - 3) - first - 1
        if room < 1 or not self._some(_SUPPLEMENTS if fate.resolved else _OPEN_SUPPLEMENTS) or fate.opening or fate.withdrawn:
            return (), due
        asked_day = first + self.draw.randint(1, room)
        asked = self.days.random_at(asked_day, self.draw, 0.1, 0.9)
        if not fate.resolved:
            return ((asked, None),), due
        supplied = self.days.random_at(min(asked_day + self.draw.randint(1, 7), self.days.last - 2), self.draw, 0.1, 0.9)
        moved = self._clock(offer, received, (Pause(asked, supplied),)).due_at(now=supplied)
        return ((asked, supplied),), moved

    def _resolved(self, received: datetime, due: datetime, pauses: Sequence[tuple[datetime, datetime | None]], fate: _Fate) -> datetime:
        """When the result is signed: within the limit, or a few working days after it."""
        since = next((until for _, until in reversed(pauses) if until), received)
        first, last = self.days.number_of(since), min(self.days.number_of(due), self.days.last)
        if fate.late and local_date(due) < self.days.all[-1]:
            day = min(self.days.number_of(due) + 1 + int(self.draw.expovariate(0.25)), self.days.last)
            return self.days.random_at(day, self.draw, 0.1, 0.9)
        first = max(first, self.days.first) if fate.opening else first
        day = first + round(self.draw.betavariate(2.2, 1.4) * max(last - first, 0))
        return self._after(since, day, 0.92)

    def _handed_back(self, resolved: datetime) -> datetime:
        """When the result is collected: often the same day, at most a week later, not after the year's end."""
        day = self.days.number_of(resolved) + self.draw.choice((0, 0, 0, 0, 1, 1, 2, 3, 5))
        return self._after(resolved, min(day, self.days.last), 0.99)

    def _later(self, since: datetime, low: int, high: int) -> datetime:
        return self.days.random_at(min(self.days.number_of(since) + self.draw.randint(low, high), self.days.last), self.draw, 0.1, 0.9)

    def _after(self, since: datetime, day: int, ceiling: float) -> datetime:
        """An instant of that day that is after ``since``."""
        at = self.days.random_at(day, self.draw, 0.1, ceiling)
        if at > since:
            return at
        closes = self.days.at(day, 1.0)
        return since + (closes - since) * self.draw.uniform(0.2, 0.8) if closes > since else since + timedelta(minutes=1)


def _rough_days(limit: Limit) -> int:
    """A limit in working days, rounded down."""
    if limit.unit is LimitUnit.CALENDAR_DAYS:
        return limit.amount * 5 // 7
    return limit.amount // 8 if limit.unit is LimitUnit.WORKING_HOURS else limit.amount
