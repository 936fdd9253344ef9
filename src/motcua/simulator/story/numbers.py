"""The numbers of the city as people see them: the board, the open dataset, the indicators, the report; and their rows."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests
from bs4 import BeautifulSoup

from motcua.simulator.story.browser import Person, StoryFailed
from motcua.simulator.story.core import patiently, until

DATASET = "ho-so-theo-ngay"
INDICATOR = "resolved"
SENTENCE = "8.resolved"
YEAR, DAY = "2026", "2026-11-26"
TILE = "o-resolved"
LIMIT_SECONDS = 5.0
_PAGE = 1000
_SHOWN = re.compile(r"\d[\d.]*")


def indicator(person: Person, *, period: str, unit: str = "") -> dict[str, Any]:
    """One value of ``resolved`` with its statement and snapshot."""
    body: dict[str, Any] = person.fetch(f"/api/v1/indicators/{INDICATOR}?period={period}&unit={unit}").json()
    return body


def open_data(person: Person, *, period: str) -> int:
    """The same number, added up from the public dataset through CKAN's own call; ``period`` is a day or a year."""
    package = person.fetch(f"/api/3/action/package_show?id={DATASET}").json()["result"]
    resource = next(r["id"] for r in package["resources"] if r.get("datastore_active"))
    total, offset = 0, 0
    while True:
        filters = f'&filters={{"day":"{period}"}}' if period.count("-") == 2 else ""  # noqa: PLR2004 - yyyy-mm-dd
        asked = f"resource_id={resource}&limit={_PAGE}&offset={offset}{filters}"
        answer = person.fetch(f"/api/3/action/datastore_search?{asked}").json()["result"]
        rows = [row for row in answer["records"] if str(row["day"]).startswith(period)]
        total += sum(int(row["resolved"]) for row in rows)
        offset += _PAGE
        if len(answer["records"]) < _PAGE:
            return total


def counts(person: Person) -> dict[str, int]:
    """The number before the story moves it, for the day of the signature and for the year; no data yet counts as none resolved."""
    return {period: int(float(indicator(person, period=period)["value"] or 0)) for period in (DAY, YEAR)}


@dataclass
class Watch:
    """An operator's open board: notes when the tile shows another number, by the machine's monotonic clock."""

    person: Person
    seen: list[tuple[float, str]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> Watch:
        """Open the board, then listen to its stream as the page's script would."""
        self.person.get("/dieu-hanh/")
        stream = str(self.person.one("[data-live]")["data-live"])
        answer = self.person.browser.session.get(stream, stream=True, timeout=60, headers={"Accept": "text/event-stream"})
        if not answer.ok:
            raise StoryFailed(f"the live board answered {answer.status_code}")
        threading.Thread(target=self._listen, args=(answer,), daemon=True).start()
        until(lambda: self.seen, seconds=10, what="the live board sends its first state")
        return self

    def shows(self, number: int) -> float | None:
        """When the tile first showed ``number``."""
        return next((at for at, shown in self.seen if shown == str(number)), None)

    def _listen(self, answer: requests.Response) -> None:
        with contextlib.suppress(requests.RequestException):  # the stream ends when its process does
            self._read(answer)

    def _read(self, answer: requests.Response) -> None:
        data: list[str] = []
        for raw in answer.iter_lines(chunk_size=64):
            line = raw.decode()
            if self.stopped.is_set():
                break
            if line.startswith("data: "):
                data.append(line[6:])
            elif not line and data:
                self._note("\n".join(data))
                data = []
        answer.close()

    def _note(self, html: str) -> None:
        tile = BeautifulSoup(html, "html.parser").select_one(f"#{TILE} .mc-figure-value")
        if tile is None:
            return
        found = _SHOWN.search(tile.get_text(" "))
        self.seen.append((time.monotonic(), found.group().replace(".", "") if found else "0"))


def agree(watch: Watch, public: Person, *, before: dict[str, int], signed: float, seconds: float = LIMIT_SECONDS) -> dict[str, Any]:
    """Board, indicator, dataset and report say the same new number, each within ``seconds`` of the signature."""
    day, year = before[DAY] + 1, before[YEAR] + 1
    took: dict[str, int] = {}

    def within(name: str, see: Any) -> None:
        left = max(signed + seconds - time.monotonic(), 0.2)
        until(see, seconds=left, what=f"{name} shows the new number")
        took[name] = round((time.monotonic() - signed) * 1000)

    within("board", lambda: watch.shows(day))
    shown_at = watch.shows(day)
    took["board"] = round(((shown_at or signed) - signed) * 1000)
    watch.stopped.set()
    within("indicator", lambda: int(float(indicator(public, period=YEAR)["value"] or 0)) == year)
    within("open_dataset_day", lambda: open_data(public, period=DAY) == day)
    within("open_dataset_year", lambda: open_data(public, period=YEAR) == year)
    sentence = report_sentence(year)
    took["report"] = round((time.monotonic() - signed) * 1000)
    stated = indicator(public, period=YEAR)
    return {
        "resolved_on_the_day": day, "resolved_in_the_year": year, "after_ms": took, "report_sentence": sentence,
        "query_hash": stated["query_hash"], "snapshot": stated["snapshot"],
    }


def report_sentence(number: int) -> str:
    """The sentence of the yearly report; it prints ``number`` the Vietnamese way."""
    from motcua.insight.reports import api as reports
    from motcua.kernel.actors import SYSTEM
    from motcua.kit import clock

    sentence: str = patiently(lambda: reports.sentence(code=SENTENCE, year=int(YEAR), actor=SYSTEM, now=clock.now()))
    if f"{number:,}".replace(",", ".") not in sentence:
        raise StoryFailed(f"the report does not say {number}: {sentence}")
    return sentence


def rows(officer: Person, public: Person, *, code: str, unit_code: str) -> dict[str, Any]:
    """From the figure's page by "show the rows" to the dossier; a visitor sees the count and no code."""
    path = f"/chi-so/{INDICATOR}/dong/?ky={DAY[:7]}&don-vi={unit_code}"
    officer.get(path)
    officer.sees(code)
    link = next((a for a in officer.page.select("main a[href]") if code in str(a["href"])), None)
    if link is not None:
        officer.get(str(link["href"]))
        officer.sees(code)
    seen = public.browser.session.get(f"{public.base}{path}", timeout=30)
    if code in seen.text:
        raise StoryFailed("the public sees a dossier's code")
    return {"officer_sees": code, "opened": officer.url, "public_status": seen.status_code, "public_sees_code": False}


def exchange_messages() -> list[str]:
    """Ids of the answered calls to the population register in the gateway's signed log, once the worker has collected them.

    The monolith's copy names no person: whose data was asked for stands in the gateway's own log.
    """
    from motcua.platform.exchange import api as exchange

    def collected() -> list[str]:
        return [m.message_id for m in exchange.messages(limit=500) if "persons" in m.service and m.status == HTTPStatus.OK]

    found, _ = until(collected, seconds=10, what="the gateway's log shows the call")
    return list(found)


def evidence(code: str) -> dict[str, Any]:
    """Audit chain, dossier chains, settled outbox: all as they must be."""
    from motcua.foundation.audit import api as audit
    from motcua.foundation.outbox import api as outbox
    from motcua.kit import clock
    from motcua.platform.casework import api as casework

    until(lambda: audit.verify().sealed == audit.verify().entries, seconds=10, what="every audit entry is sealed")
    chain, dossiers = patiently(audit.verify), patiently(casework.verify_chains)
    until(lambda: outbox.lag(now=clock.now()).waiting == 0, seconds=10, what="every event is delivered")
    lag = patiently(lambda: outbox.lag(now=clock.now()))
    if not chain.ok or not dossiers.ok or lag.parked:
        raise StoryFailed(f"evidence is broken: {chain} {dossiers} {lag}")
    return {"audit_entries": chain.entries, "dossier_chains": str(dossiers)[:200], "parked": lag.parked, "dossier": code}
