"""Sign-ins under way, codes, access tokens and sessions: what the provider remembers, and for how long."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from motcua.simulator.peers.store import Store
from motcua.simulator.peers.vneid.contracts import InvalidGrant, SignInLapsed

SIGN_IN_SECONDS, CODE_SECONDS, TOKEN_SECONDS, SESSION_SECONDS = 600, 60, 600, 1800
MAX_ATTEMPTS = 5
_KINDS = ("sign-in", "code", "token", "session", "spent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A checked authorisation request."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str
    nonce: str
    challenge: str
    wanted_level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who agreed to what, at which level and when."""

    person: int
    level: int
    auth_time: int
    session: str


def digest(secret: str) -> str:
    """How secrets are stored: never as they are."""
    return sha256(secret.encode()).hexdigest()


def s256(verifier: str) -> str:
    """The PKCE challenge of a verifier (RFC 7636 §4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Grants:
    """The provider's memory."""

    def __init__(self, store: Store, *, peer: str = "vneid") -> None:
        self._store = store
        self._kinds = {name: name if peer == "vneid" else f"{peer}:{name}" for name in _KINDS}

    def open_sign_in(self, ask: Ask, *, now: float) -> str:
        """Remember the request while the person signs in; returns the page's ticket."""
        self._store.purge(now=now)
        ticket = secrets.token_urlsafe(24)
        body = {"ask": asdict(ask), "attempts": 0, "otp": f"{secrets.randbelow(10**6):06d}"}
        self._store.put(self._kinds["sign-in"], digest(ticket), body, expires_at=now + SIGN_IN_SECONDS)
        return ticket

    def sign_in(self, ticket: str, *, now: float) -> tuple[Ask, str]:
        """The request behind a ticket and its one-time password; ``SignInLapsed`` when over."""
        body = self._store.get(self._kinds["sign-in"], digest(ticket), now=now)
        if body is None:
            raise SignInLapsed
        return Ask(**body["ask"]), str(body["otp"])

    def count_failure(self, ticket: str, *, now: float) -> bool:
        """Count one wrong PIN or one-time password; True when that was the last one allowed."""
        body = self._store.get(self._kinds["sign-in"], digest(ticket), now=now)
        if body is None:
            raise SignInLapsed
        body["attempts"] += 1
        self._store.put(self._kinds["sign-in"], digest(ticket), body, expires_at=now + SIGN_IN_SECONDS)
        return int(body["attempts"]) >= MAX_ATTEMPTS

    def close_sign_in(self, ticket: str, *, now: float) -> None:
        """End a sign-in; a second end finds nothing."""
        if self._store.take(self._kinds["sign-in"], digest(ticket), now=now) is None:
            raise SignInLapsed

    def issue_code(self, ask: Ask, grant: Grant, *, now: float, expired: bool = False) -> str:
        """A code for one exchange within a minute; ``expired`` makes one that lapsed (fault)."""
        code = secrets.token_urlsafe(32)
        expires_at = now - 1 if expired else now + CODE_SECONDS
        self._store.put(self._kinds["code"], digest(code), {"ask": asdict(ask), "grant": asdict(grant)}, expires_at=expires_at)
        return code

    def redeem(self, code: str, *, client_id: str, redirect_uri: str, verifier: str, now: float) -> tuple[Ask, Grant, str]:
        """Exchange a code for an access token, once. A second try also revokes what the first one got (RFC 6749 §10.5)."""
        key = digest(code)
        with self._store.transaction():
            body = self._store.take(self._kinds["code"], key, now=now)
            if body is not None:
                token = secrets.token_urlsafe(32)
                self._store.put(self._kinds["spent"], key, {"token": digest(token)}, expires_at=now + TOKEN_SECONDS)
        if body is None:
            self._revoke_spent(key, now=now)
            raise InvalidGrant
        ask, grant = Ask(**body["ask"]), Grant(**body["grant"])
        same = ask.client_id == client_id and ask.redirect_uri == redirect_uri
        if not same or not hmac.compare_digest(s256(verifier), ask.challenge):
            raise InvalidGrant
        access = {"grant": body["grant"], "scope": ask.scope, "client_id": client_id}
        self._store.put(self._kinds["token"], digest(token), access, expires_at=now + TOKEN_SECONDS)
        return ask, grant, token

    def _revoke_spent(self, key: str, *, now: float) -> None:
        spent = self._store.get(self._kinds["spent"], key, now=now)
        if spent is not None:
            self._store.remove(self._kinds["token"], spent["token"])

    def access(self, token: str, *, now: float) -> tuple[Grant, str] | None:
        """The grant and scope behind an access token, or None."""
        body = self._store.get(self._kinds["token"], digest(token), now=now)
        return None if body is None else (Grant(**body["grant"]), str(body["scope"]))

    def open_session(self, *, person: int, level: int, now: float) -> str:
        """A single-sign-on session; returns its cookie value."""
        session = secrets.token_urlsafe(24)
        body = {"person": person, "level": level, "auth_time": int(now)}
        self._store.put(self._kinds["session"], digest(session), body, expires_at=now + SESSION_SECONDS)
        return session

    def session(self, cookie: str | None, *, now: float) -> dict[str, Any] | None:
        """The session behind a cookie, or None."""
        return self._store.get(self._kinds["session"], digest(cookie), now=now) if cookie else None

    def close_session(self, session_digest: str) -> None:
        """End a session and every access token that came from it."""
        self._store.remove(self._kinds["session"], session_digest)
        for document in self._store.all(self._kinds["token"], limit=100_000):
            if document.body["grant"]["session"] == session_digest:
                self._store.remove(self._kinds["token"], document.key)
