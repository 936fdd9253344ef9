"""What the citizen does: find, fill in, attach, submit, pay, follow, supply, keep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import requests

from motcua.simulator.story.browser import Person, StoryFailed
from motcua.simulator.story.core import until


def search(person: Person, words: str) -> list[str]:
    """Codes of the procedures that the one search box shows, best first."""
    person.get(f"/tim?q={quote(words)}")
    links = [str(a["href"]) for a in person.page.select('main a[href*="/thu-tuc/"]')]
    return list(dict.fromkeys(m.group(1) for href in links if (m := re.search(r"/thu-tuc/([\d.]+)/?$", href))))


def begin(person: Person, procedure_code: str) -> str:
    """From the service page to the first question; returns the address of the draft."""
    person.get(f"/thu-tuc/{procedure_code}/")
    person.get(f"/thu-tuc/{procedure_code}/nop/")
    person.submit(form='form[method="post"][action$="/nop/"], main form[method="post"]')
    found = re.search(r"(/nop/[0-9a-f-]{36}/)", person.url)
    if not found:
        raise StoryFailed(f"no draft was begun: {person.url} {person.text[:300]}")
    return found.group(1)


def on_page(person: Person, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those answers whose fields stand on this page and are not filled in yet."""
    found: dict[str, Any] = {}
    for name, value in answers.items():
        fields = person.page.select(f'main form [name="{name}"]')
        if fields:
            found[name] = value
    return found


def submit_twice(person: Person) -> tuple[str, str]:
    """Declare and press "submit" twice, as an impatient thumb would; returns the dossier code of each press."""
    what = person.prepared({"cam_doan": "1"}, form='main form:has([name="cam_doan"])')
    codes = []
    for _ in range(2):
        person.send(*what)
        found = re.search(r"/ho-so/([^/]+)/", person.url)
        if not found:
            raise StoryFailed(f"not submitted: {person.url} {person.text[:500]}")
        codes.append(found.group(1))
    return codes[0], codes[1]


def pay(person: Person, *, bank_url: str, payer: str) -> dict[str, Any]:
    """Open the payment page, let the bank scan the code, wait until the page says the money is there; the bank tells twice."""
    link = person.one('main a[href*="/thanh-toan/"]')
    person.get(str(link["href"]))
    address = person.url
    app = person.one('main a[href*="qr="]')
    qr = parse_qs(urlsplit(str(app["href"])).query)["qr"][0]
    order: dict[str, Any] = {"qr": qr, "from_name": payer, "notify": {"times": 2}}
    answer = requests.post(f"{bank_url}/bank/pay", json=order, timeout=30)
    if not answer.ok:
        raise StoryFailed(f"the bank refused: {answer.text[:300]}")

    def received() -> bool:
        person.get(address)
        return "Đã nhận tiền" in person.text

    _, took = until(received, seconds=20, what="the payment page says that the money is there")
    return {"qr": qr, "bank": answer.json(), "settled_after_ms": took}


def refused_page(person: Person, values: Mapping[str, Any]) -> str:
    """Send what must be refused: the same page comes back with a summary of what to mend; returns the summary's words."""
    what = person.prepared(values)
    person.send(*what, expect=422)
    return " ".join(person.one(".mc-error-summary, [role=alert]").get_text(" ").split())
