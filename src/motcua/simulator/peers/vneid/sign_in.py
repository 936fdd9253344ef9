"""Pages of the provider: choose who you are, PIN and one-time password, agree, sign out."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from motcua.simulator.peers.pages import page
from motcua.simulator.peers.vneid.contracts import OAuthError
from motcua.simulator.peers.vneid.grants import SESSION_SECONDS, Ask, Grant, digest
from motcua.simulator.peers.vneid.provider import Provider
from motcua.simulator.peers.vneid.requests import address_registered, origin, read_ask, with_query
from motcua.simulator.people import PERSONAS, Person, by_cccd, person

DEMO_PIN = "123456"
"""PIN of every invented account; shown on the page, since nobody real stands behind it."""

_SHARED = {
    "profile": ("Số định danh, họ tên, ngày sinh, giới tính", "personal number, name, date of birth, sex"),
    "phone": ("Số điện thoại", "phone number"),
    "email": ("Thư điện tử", "e-mail address"),
    "address": ("Nơi thường trú (tài khoản mức 2)", "permanent residence (level 2)"),
    "organisation": ("Tổ chức mà bạn đại diện", "organisation that you represent"),
}


class SignIn:
    """The person's side of the flow."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._grants = provider.grants
        self._cookie = f"{provider.peer}_session"
        self._path = f"/{provider.peer}"
        self._frame: dict[str, Any] = {"base": self._path, "brand": provider.shape.brand}

    async def authorize(self, request: Request) -> Response:
        """Start: check the request, then show who can sign in (or answer at once for ``prompt=none``)."""
        await self._provider.faults.gate(peer=self._provider.peer, endpoint="authorize")
        params = await _params(request)
        try:
            ask = read_ask(params, service=self._provider.service, levels=self._provider.shape.wanted)
        except OAuthError as refusal:
            return _refuse(params["redirect_uri"], refusal.error, params.get("state", ""), refusal.description)
        now = time.time()
        cookie = request.cookies.get(self._cookie)
        session = None if params.get("prompt") == "login" else self._grants.session(cookie, now=now)
        if session and session["level"] < ask.wanted_level:
            session = None
        if params.get("prompt") == "none":
            if session is None:
                return _refuse(ask.redirect_uri, "login_required", ask.state, "nobody is signed in at the wanted level")
            return self._finish(ask, _grant_of(session, str(cookie)), now=now)
        ticket = self._grants.open_sign_in(ask, now=now)
        known = person(session["person"]) if session else None
        people = [person(n) for n in range(len(PERSONAS))]
        context = {"ticket": ticket, "ask": ask, "people": people, "known": known, "wrong": "", **self._frame}
        return page("vneid_choose.html", form_action=origin(ask.redirect_uri), **context)

    async def choose(self, request: Request) -> Response:
        """A citizen was chosen: ask for the PIN, and the one-time password for level 2."""
        form, ticket = await _params(request), request.path_params["ticket"]
        ask, otp = self._grants.sign_in(ticket, now=time.time())
        if form.get("action") == "continue":
            return self._continue(ask, ticket, request.cookies.get(self._cookie))
        who = _chosen(form)
        if who is None or who.level == 0:
            people = [person(n) for n in range(len(PERSONAS))]
            context = {"ticket": ticket, "ask": ask, "people": people, "known": None, "wrong": form.get("cccd", ""), **self._frame}
            return page("vneid_choose.html", status=422, form_action=origin(ask.redirect_uri), **context)
        return self._pin_page(ask, ticket, who, otp)

    async def confirm(self, request: Request) -> Response:
        """PIN and one-time password arrive: back to the service with a code, or with a refusal."""
        form, ticket, now = await _params(request), request.path_params["ticket"], time.time()
        ask, otp = self._grants.sign_in(ticket, now=now)
        who = _chosen(form)
        if form.get("action") == "deny" or who is None or who.level == 0:
            self._grants.close_sign_in(ticket, now=now)
            return _refuse(ask.redirect_uri, "access_denied", ask.state, "the person did not agree")
        level = _level(who, ask)
        right = hmac.compare_digest(form.get("pin", "").strip().encode(), DEMO_PIN.encode())
        if level == 2:  # noqa: PLR2004 - the full account
            right = right and hmac.compare_digest(form.get("otp", "").strip().encode(), otp.encode())
        if not right:
            if self._grants.count_failure(ticket, now=now):
                self._grants.close_sign_in(ticket, now=now)
                return _refuse(ask.redirect_uri, "access_denied", ask.state, "too many wrong attempts")
            return self._pin_page(ask, ticket, who, otp, wrong=True)
        self._grants.close_sign_in(ticket, now=now)
        session = self._grants.open_session(person=who.n, level=level, now=now)
        response = self._finish(ask, Grant(person=who.n, level=level, auth_time=int(now), session=digest(session)), now=now)
        secure = self._provider.settings.base_url.startswith("https:")
        response.set_cookie(self._cookie, session, max_age=SESSION_SECONDS, path=self._path, httponly=True, samesite="lax", secure=secure)
        return response

    async def logout(self, request: Request) -> Response:
        """RP-initiated logout: end the session, then back to the service if its address is registered."""
        params = await _params(request)
        cookie = request.cookies.get(self._cookie)
        ended = digest(cookie) if cookie else ""
        try:
            hint = self._provider.keys.read(params["id_token_hint"]) if params.get("id_token_hint") else {}
        except (JoseError, ValueError):
            hint = {}
        if ended:
            session = self._grants.session(cookie, now=time.time())
            self._grants.close_session(ended)
            if session:
                await self._provider.tell_ended(ended, person(session["person"]))
        back = params.get("post_logout_redirect_uri", "")
        trusted = bool(hint) or params.get("client_id") == self._provider.service.client_id
        if trusted and address_registered(back, self._provider.service.logout_uris):
            response: Response = RedirectResponse(with_query(back, state=params.get("state", "")), status_code=303)
        else:
            response = page("vneid_signed_out.html", **self._frame)
        response.delete_cookie(self._cookie, path=self._path)
        return response

    def routes(self) -> list[Route]:
        """Pages under the provider's address."""
        return [
            Route("/authorize", self.authorize, methods=["GET", "POST"]),
            Route("/sign-in/{ticket}", self.choose, methods=["POST"]),
            Route("/sign-in/{ticket}/confirm", self.confirm, methods=["POST"]),
            Route("/logout", self.logout, methods=["GET", "POST"]),
        ]

    def _continue(self, ask: Ask, ticket: str, cookie: str | None) -> Response:
        now = time.time()
        session = self._grants.session(cookie, now=now)
        self._grants.close_sign_in(ticket, now=now)
        if session is None or session["level"] < ask.wanted_level:
            return _refuse(ask.redirect_uri, "login_required", ask.state, "the session has ended")
        return self._finish(ask, _grant_of(session, str(cookie)), now=now)

    def _finish(self, ask: Ask, grant: Grant, *, now: float) -> Response:
        expired = self._provider.faults.hit(peer=self._provider.peer, fault="expired_code") is not None
        code = self._grants.issue_code(ask, grant, now=now, expired=expired)
        return RedirectResponse(with_query(ask.redirect_uri, code=code, state=ask.state, iss=self._provider.issuer), status_code=303)

    def _pin_page(self, ask: Ask, ticket: str, who: Person, otp: str, *, wrong: bool = False) -> Response:
        shared = [_SHARED[scope] for scope in ask.scope.split() if scope in _SHARED]
        return page(
            "vneid_pin.html", status=422 if wrong else 200, form_action=origin(ask.redirect_uri), ticket=ticket, ask=ask, who=who,
            level=_level(who, ask), otp=otp, pin=DEMO_PIN, wrong=wrong, shared=shared, **self._frame,
        )  # fmt: skip


async def _params(request: Request) -> Mapping[str, str]:
    if request.method == "POST":
        return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return dict(request.query_params)


def _chosen(form: Mapping[str, str]) -> Person | None:
    number = "".join(form.get("cccd", "").split())
    return by_cccd(number)


def _level(who: Person, ask: Ask) -> int:
    """The level of this sign-in: what was asked for, at most what the account has; the best when nothing was asked."""
    return min(who.level, ask.wanted_level or who.level)


def _grant_of(session: Mapping[str, int], cookie: str) -> Grant:
    return Grant(person=session["person"], level=session["level"], auth_time=session["auth_time"], session=digest(cookie))


def _refuse(address: str, error: str, state: str, description: str) -> Response:
    return RedirectResponse(with_query(address, error=error, error_description=description, state=state), status_code=303)
