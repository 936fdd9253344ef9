"""Pages of the city's meetings under ``/lich-hop``."""

from __future__ import annotations

import secrets
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from motcua.simulator.peers.meetings.party import Party
from motcua.simulator.peers.pages import page
from motcua.simulator.peers.store import Store

SESSION, QUESTION = "meetings_session", "meetings_question"
_COOKIE, _ASKED = "lich_hop", "lich_hop_hoi"
_DAY, _WHILE = 24 * 3600, 1800


class Meetings:
    """Sign in, look at one's meetings, leave; hear that the session at Một Cửa is over."""

    def __init__(self, *, store: Store, party: Party, site: str) -> None:
        self._store, self._party, self._site = store, party, site

    async def home(self, request: Request) -> Response:
        """Who is signed in, or the one button."""
        kept = self._store.get(SESSION, request.cookies.get(_COOKIE, ""), now=time.time())
        return page("meetings.html", form_action=self._site, who=kept)

    async def enter(self, request: Request) -> Response:
        """To Một Cửa, with a question of our own."""
        address, kept = self._party.question()
        key = secrets.token_urlsafe(24)
        self._store.put(QUESTION, key, dict(kept), expires_at=time.time() + _WHILE)
        answer = RedirectResponse(address, status_code=303)
        answer.set_cookie(_ASKED, key, max_age=_WHILE, httponly=True, samesite="lax", path="/lich-hop")
        return answer

    async def back(self, request: Request) -> Response:
        """From Một Cửa, with an answer to that question."""
        asked = request.cookies.get(_ASKED, "")
        kept = self._store.take(QUESTION, asked, now=time.time()) or {}
        came = await self._party.answer(dict(request.query_params), kept)
        key = secrets.token_urlsafe(24)
        self._store.put(SESSION, key, came, expires_at=time.time() + _DAY)
        answer = RedirectResponse("/lich-hop/", status_code=303)
        answer.set_cookie(_COOKIE, key, max_age=_DAY, httponly=True, samesite="lax", path="/lich-hop")
        return answer

    async def leave(self, request: Request) -> Response:
        """Leave here and at Một Cửa."""
        key = request.cookies.get(_COOKIE, "")
        kept = self._store.take(SESSION, key, now=time.time())
        return RedirectResponse(self._party.farewell(str(kept["id_token"])) if kept else "/lich-hop/", status_code=303)

    async def hear(self, request: Request) -> Response:
        """Một Cửa says that a session is over (back-channel log-out): ours of that name ends."""
        form = await request.form()
        sid = await self._party.heard(str(form.get("logout_token", "")))
        for one in self._store.all(SESSION):
            if one.body["claims"].get("sid") == sid:
                self._store.remove(SESSION, one.key)
        return JSONResponse({}, headers={"cache-control": "no-store"})

    def routes(self) -> list[Route]:
        """Addresses below ``/lich-hop``."""
        return [
            Route("/", self.home), Route("/vao", self.enter, methods=["POST"]), Route("/ve", self.back),
            Route("/ra", self.leave, methods=["POST"]), Route("/nghe", self.hear, methods=["POST"]),
        ]  # fmt: skip
