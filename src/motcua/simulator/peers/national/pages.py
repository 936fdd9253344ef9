"""The portal as a citizen sees it: choose, fill in, submit, follow, supply, pay, withdraw, rate."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from motcua.kernel.ids import public_code
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.national.contracts import ENDED, OPEN, STATUS_WORDS, Incomplete, Procedure, Upload
from motcua.simulator.peers.national.desk import Desk, procedures
from motcua.simulator.peers.pages import page
from motcua.simulator.people import PERSONAS, Person, by_cccd, person
from motcua.simulator.people.roll import places

_MOST_BYTES = 10_000_000


class Pages:
    """Pages under ``/national``."""

    def __init__(self, *, desk: Desk, faults: Faults, clock: Callable[[], float] = time.time) -> None:
        self._desk, self._faults, self._clock = desk, faults, clock

    async def home(self, request: Request) -> Response:
        """Choose who submits what where; dossiers below."""
        latest = reversed(self._desk.dossiers()[-50:])
        shown = [(d.key, d.body["name"], STATUS_WORDS.get(d.body["status"], d.body["status"])) for d in latest]
        people = [person(n) for n in range(len(PERSONAS))]
        return page("national_home.html", people=people, procedures=procedures(), places=places(), dossiers=shown)

    async def form(self, request: Request) -> Response:
        """The form of the chosen procedure."""
        who, procedure, unit = _chosen(dict(request.query_params))
        return page("national_form.html", who=who, procedure=procedure, unit=unit, place=dict(places())[unit], key=public_code(length=16))

    async def submit(self, request: Request) -> Response:
        """Submit; posting again shows the same dossier."""
        await self._faults.gate(peer="national", endpoint="page")
        form = await request.form(max_files=20)
        texts = {key: value for key, value in form.items() if isinstance(value, str)}
        who, procedure, unit = _chosen(texts)
        answers = {f["name"]: texts.get(f["name"], "").strip() for f in procedure.fields if texts.get(f["name"], "").strip()}
        uploads, key = await _uploads(form), texts.get("key", "")
        code = self._desk.submit(
            who=who, procedure=procedure, unit=unit, answers=answers, uploads=uploads, now=self._clock(), key=key
        )
        return _to(code)

    async def dossier(self, request: Request) -> Response:
        """One dossier: status, steps, and what its owner may do now."""
        code = request.path_params["code"]
        found = self._desk.dossier(code)
        status = found["status"]
        return page(
            "national_dossier.html", code=code, found=found, state=STATUS_WORDS.get(status, status), asked=found.get("asked", ""),
            may_supply=status == "5", may_pay=status == "6", may_withdraw=status in OPEN, may_rate=status in ENDED and not found["rated"],
            steps=[_step(one) for one in found["progress"]], due=_shown(found.get("due", "")), result=found.get("result", []),
        )  # fmt: skip

    async def act(self, request: Request) -> Response:
        """What the owner does with the dossier: supply, pay, withdraw or rate."""
        await self._faults.gate(peer="national", endpoint="page")
        code, form = request.path_params["code"], await request.form(max_files=20)
        text = str(form.get("text", ""))[:2000]
        now, what = self._clock(), request.path_params["what"]
        if what == "bo-sung":
            self._desk.supply(code=code, text=text, uploads=await _uploads(form), now=now)
        elif what == "nop-phi":
            self._desk.pay(code=code, now=now)
        elif what == "rut":
            self._desk.withdraw(code=code, text=text, now=now)
        else:
            score = str(form.get("score", ""))
            self._desk.rate(code=code, score=int(score) if score.isdecimal() else 0, text=text, now=now)
        return _to(code)

    def routes(self) -> list[Route]:
        """Pages under ``/national``."""
        return [
            Route("/", self.home),
            Route("/nop", self.form),
            Route("/nop", self.submit, methods=["POST"]),
            Route("/ho-so/{code}", self.dossier),
            Route("/ho-so/{code}/{what}", self.act, methods=["POST"]),
        ]


def _to(code: str) -> RedirectResponse:
    return RedirectResponse(f"/national/ho-so/{code}", status_code=303)


def _chosen(given: dict[str, str]) -> tuple[Person, Procedure, str]:
    who = by_cccd(given.get("who", ""))
    procedure = next((p for p in procedures() if p.code == given.get("procedure")), None)
    unit = given.get("unit", "")
    if who is None or procedure is None or unit not in dict(places()):
        raise Incomplete
    return who, procedure, unit


async def _uploads(form: Any) -> list[Upload]:
    found = []
    for key, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename:
            found.append(Upload(key.removeprefix("file-"), value.filename[:200], (await value.read())[:_MOST_BYTES]))
    return found


def _step(told: dict[str, str]) -> tuple[str, str, str, str]:
    return _shown(told["ThoiDiemXuLy"]), told["NoiDungXuLy"], told["PhongBanXuLy"], STATUS_WORDS.get(told["TrangThai"], "")


def _shown(text: str) -> str:
    return f"{text[6:8]}/{text[4:6]}/{text[:4]} {text[8:10]}:{text[10:12]}" if len(text) == 14 else ""  # noqa: PLR2004 - yyyyMMddHHmmss
