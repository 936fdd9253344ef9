"""Four families after a birth: one has the health card, one waits for a number, one was refused and mended, one is to be asked.

All of it through the public pages; the agencies are the simulated ones behind the exchange. Told after the main job, beside which it
stands: what it leaves shows in "my dossiers" of the families and on the desk's page of linked dossiers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from motcua.simulator.people import Person as Resident
from motcua.simulator.people import Sex
from motcua.simulator.people import person as resident
from motcua.simulator.story import citizen, officers
from motcua.simulator.story.actors import OfficerLogin, sign_in_citizen, sign_in_officer
from motcua.simulator.story.browser import PATIENCE, Person, StoryFailed, Upload
from motcua.simulator.story.core import Step, Telling, until
from motcua.simulator.story.papers import paper

PROCEDURE, WARD = "2.000986", "11329"
CHILD_BORN = ("16", "11", "2026")
UNKNOWN_FATHER = "031090950002"  # a number that the population register has no residence of
_YOUNGEST, _OLDEST, _AMONG, _FULL = 1985, 2003, 200, 2  # born from, to; among so many residents; level of the e-identity
_SECONDS = 40.0


@dataclass
class Family:
    """A mother, her child, with whom the child will live; her browser and the dossier once they are there."""

    mother: Resident
    child: str
    answers: Mapping[str, Any]
    browser: Person = field(init=False)
    code: str = ""


def families() -> dict[str, Family]:
    """The young mother of the demonstration and three others of the invented city."""
    residents = map(resident, range(6, _AMONG))
    others = [p for p in residents if p.sex is Sex.FEMALE and p.level == _FULL and _YOUNGEST <= p.born_on.year <= _OLDEST]
    alone = {"parents": "mother_only", "residence_with_mother": "mother"}
    father = {
        "parents": "both", "residence_with": "father", "father_name": "Vũ Văn Khoa", "father_number": UNKNOWN_FATHER,
        "father_born-day": "2", "father_born-month": "3", "father_born-year": "1990",
        "father_ethnicity": "Kinh", "father_nationality": "Việt Nam",
    }  # fmt: skip
    return {
        "done": Family(resident(0), "Đỗ Bảo An", alone), "refused": Family(others[0], "Phạm Gia Hân", alone),
        "waits": Family(others[1], "Lê Minh Khôi", alone), "asked": Family(others[2], "Vũ Hoài Thương", father),
    }  # fmt: skip


class LinkedBirths(Telling):
    """The steps over the running installation that ``env`` describes; ``patience``: seconds for a page that cannot be reached."""

    def __init__(self, env: Mapping[str, str], *, patience: float = PATIENCE) -> None:
        self.web, self.peers, self.patience = env["MOTCUA_BASE_URL"], env["MOTCUA_PEERS_URL"], patience
        self.families = families()
        self.desks: dict[str, Person] = {}
        super().__init__(
            [
                Step("linked_file", "Bốn gia đình khai sinh trên điện thoại", "Four families declare a birth", self.file),
                Step("linked_grant", "Phường đăng ký khai sinh", "The ward registers the births", self.grant),
                Step("linked_card", "Liên thông xong: có số thẻ bảo hiểm y tế", "All steps done: a health card number", self.card),
                Step("linked_refused", "Bảo hiểm từ chối, cán bộ gọi lại", "Insurance refuses; the desk has it mended", self.refused),
                Step("linked_waits", "Một trẻ chờ số định danh", "One child waits for its number", self.waits),
                Step("linked_asked", "Chưa rõ trẻ ở cùng ai: hỏi gia đình", "With whom a child lives is asked", self.asked),
            ]
        )

    # -- people -------------------------------------------------------------------------------------------------------
    def officer(self, username: str) -> Person:
        """An officer's browser, signed in at first use."""
        if username not in self.desks:
            from motcua.foundation.identity import api as identity

            login = next(entry for entry in identity.demo_logins() if entry.username == username)
            self.desks[username] = Person(self.web, patience=self.patience)
            sign_in_officer(self.desks[username], OfficerLogin(login.username, login.password or "", login.totp_secret or ""))
        return self.desks[username]

    def fault(self, peer: str, kind: str, *, code: str, times: int | None) -> None:
        """Let an agency misbehave for one dossier."""
        told = {"peer": peer, "fault": kind, "endpoint": code, "times": times}
        requests.post(f"{self.peers}/control", json=told, timeout=10).raise_for_status()

    # -- steps --------------------------------------------------------------------------------------------------------
    def file(self) -> dict[str, Any]:
        """Each mother signs in and answers the form; with whom the child will live is one of its questions."""
        for family in self.families.values():
            family.browser = Person(self.web, patience=self.patience)
            sign_in_citizen(family.browser, family.mother)
            family.code = declare(family)
        return {name: family.code for name, family in self.families.items()}

    def grant(self) -> dict[str, Any]:
        """Taken in, appraised and signed by three officers; two agencies are told to misbehave for one dossier each."""
        self.fault("insurance", "refuse", code=self.families["refused"].code, times=1)
        self.fault("civil_status", "number_late", code=self.families["waits"].code, times=None)
        desk, appraiser, leader = (self.officer(name) for name in ("tiepnhan", "thamdinh", "lanhdao"))
        granted = {"decision": "granted", "note": "Đủ điều kiện đăng ký khai sinh."}
        for family in self.families.values():
            officers.act(desk, family.code, "receive")
            officers.act(desk, family.code, "forward")
            officers.act(appraiser, family.code, "propose_result", granted)
            officers.act(leader, family.code, "sign_result", {"decision": "granted"})
        return {"granted": len(self.families)}

    def card(self) -> dict[str, Any]:
        """The first mother sees the five steps done, the child's number and the number of its card."""
        family = self.families["done"]
        took = self.sees(family, "Đã xong các bước")
        family.browser.sees("5 trên 5 bước đã xong", "Số định danh của trẻ", "Số thẻ bảo hiểm y tế")
        return {"dossier": family.code, "card": family.browser.words.split("Số thẻ bảo hiểm y tế", 1)[1].split()[0], "after_ms": took}

    def refused(self) -> dict[str, Any]:
        """Insurance refuses with its own reason; the desk reads it, asks again, and the card is made."""
        family, desk = self.families["refused"], self.officer("tiepnhan")
        self.sees(family, "Chờ cán bộ xử lý")
        desk.get(f"/lam-viec/lien-thong/{family.code}/")
        desk.sees("Không cấp được thẻ bảo hiểm y tế", "trẻ đã có thẻ")
        desk.submit(form='form[action$="/goi-lai/"]')
        took = self.sees(family, "Đã xong các bước")
        return {"dossier": family.code, "reason": "trẻ đã có thẻ", "mended_after_ms": took}

    def waits(self) -> dict[str, Any]:
        """The population register has given no number yet: the family sees which step it is and that nobody has to do anything."""
        family = self.families["waits"]
        self.sees(family, "Cơ quan đang xử lý")
        family.browser.sees("1 trên 5 bước đã xong", "Nhận số định danh cá nhân của trẻ", "Đang liên thông")
        return {"dossier": family.code, "waits_for": "population"}

    def asked(self) -> dict[str, Any]:
        """The register does not know where the father lives: nobody guesses the mother, the desk has to ask the family."""
        family, desk = self.families["asked"], self.officer("tiepnhan")
        self.sees(family, "Chờ cán bộ xử lý")
        desk.get("/lam-viec/lien-thong/")
        desk.sees(family.code, "Không tìm thấy nơi thường trú")
        desk.get(f"/lam-viec/lien-thong/{family.code}/")
        desk.sees("Hỏi gia đình: trẻ đăng ký thường trú cùng ai")
        return {"dossier": family.code, "open_step": "residence"}

    def sees(self, family: Family, words: str) -> int:
        """Open the dossier until its picture of the steps says so; milliseconds that it took."""

        def shown() -> bool:
            family.browser.get(f"/ho-so/{family.code}/")
            return words in family.browser.words

        return until(shown, seconds=_SECONDS, what=f"{family.code} shows {words!r}")[1]


def declare(family: Family) -> str:
    """From the service page to the dossier's code."""
    answers: dict[str, Any] = {
        "relation": "mother", "phone": family.mother.phone, "child_name": family.child,
        **{f"child_born-{part}": value for part, value in zip(("day", "month", "year"), CHILD_BORN, strict=True)}, "child_sex": "female",
        "birth_place": "Bệnh viện Phụ sản Hải Phòng", "child_ethnicity": "Kinh", "child_hometown": "Phường Ngô Quyền, thành phố Hải Phòng",
        "mother_ethnicity": "Kinh", "receiving_unit": WARD, **family.answers,
        "paper_birth": Upload("giay-chung-sinh.pdf", paper("Giay chung sinh")),
    }  # fmt: skip
    browser = family.browser
    citizen.begin(browser, PROCEDURE)
    for _ in range(15):
        if "/kiem-tra/" in browser.url:
            break
        browser.submit(citizen.on_page(browser, answers))
    browser.submit({"cam_doan": "1"}, form='main form:has([name="cam_doan"])')
    parts = browser.url.split("/ho-so/", 1)
    if len(parts) == 1:
        raise StoryFailed(f"not submitted: {browser.url} {browser.text[:500]}")
    return parts[1].split("/", 1)[0]
