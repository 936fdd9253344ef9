"""The national portal by HTTPS: ``/mapi/login`` gives a session, ``/mapi/g`` runs a named service in it.

Every answer is ``{"error_code": "0", "message": …}``. A session that the portal has forgotten is renewed once; a call without an answer
is repeated at once as often as the settings say, later ones are the queue's business.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings

from motcua.channels.national import conf
from motcua.channels.national.adapters.tables import code_tables
from motcua.channels.national.contracts import PaperContent, PaperRefused, PortalRefused, PortalState, PortalUnavailable, Pulled
from motcua.channels.national.rules.codec import instant_out

_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
_NO_SESSION = {"-1", "401", "SESSION_EXPIRED"}
_OK = "0"


class HttpPortal:
    """One session for the process, shared by its threads."""

    def __init__(self, *, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport
        self._session = ""
        self._lock = threading.Lock()

    def pull(self, *, after: str, limit: int) -> Pulled:
        """See ``Portal``."""
        answer = self._call("pull", {"after": after, "limit": str(limit)})
        rows = answer.get("data")
        if not isinstance(rows, list):
            raise PortalUnavailable(reason="data")
        return Pulled(envelopes=tuple(rows), cursor=str(answer.get("next", after)), more=answer.get("more") in {"1", True})

    def fetch(self, *, code: str) -> Mapping[str, Any] | None:
        """See ``Portal``."""
        found = self._call("fetch", {"MaHoSo": code}).get("data")
        return found if isinstance(found, dict) else None

    def tell_dossier(self, *, message_id: str, body: Mapping[str, Any]) -> str:
        """See ``Portal``."""
        return self._tell("tell_dossier", message_id, body)

    def tell_progress(self, *, message_id: str, body: Mapping[str, Any]) -> str:
        """See ``Portal``."""
        return self._tell("tell_progress", message_id, body)

    def states(self, *, since: datetime, after: str, limit: int) -> tuple[Sequence[PortalState], str]:
        """See ``Portal``."""
        answer = self._call("states", {"since": instant_out(since), "after": after, "limit": str(limit)})
        rows = [PortalState(code=str(r["MaHoSo"]), status=str(r["TrangThaiHoSo"])) for r in answer.get("data") or [] if "MaHoSo" in r]
        return rows, str(answer.get("next") or "")

    def paper(self, *, url: str, name: str, most: int) -> PaperContent:
        """See ``Portal``. Only addresses below the portal's own are fetched, and no redirect is followed."""
        base = (conf.FILES_URL or conf.URL).rstrip("/")
        address = urljoin(f"{base}/", url)
        here, there = urlsplit(base), urlsplit(address)
        inside = (there.scheme, there.netloc) == (here.scheme, here.netloc) and there.path.startswith(f"{here.path}/")
        if not inside or ".." in there.path:
            raise PaperRefused(name=name, reason_vi="địa chỉ tệp không thuộc Cổng.", reason_en="its address is not the portal's.")
        digest, content = hashlib.sha256(), bytearray()
        try:
            with self._client() as client, client.stream("GET", address) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise PortalUnavailable(reason=f"HTTP {answer.status_code}")
                for part in answer.iter_bytes(65_536):
                    content += part
                    digest.update(part)
                    if len(content) > most:
                        raise PaperRefused(name=name, reason_vi="tệp quá lớn.", reason_en="the file is too large.")
                told = answer.headers.get("x-content-sha256", "")
        except httpx.HTTPError as error:
            raise PortalUnavailable(reason=type(error).__name__) from error
        if told and told.lower() != digest.hexdigest():
            raise PortalUnavailable(reason="sha256")  # cut off or changed on the way: fetched again
        return PaperContent(content=bytes(content), sha256=digest.hexdigest())

    def check_config(self) -> list[str]:
        """See ``Portal``."""
        problems = []
        if not settings.MOTCUA_DEMO:
            problems += [] if conf.URL.startswith("https://") else ["MOTCUA_NATIONAL_URL is not https"]
            demo = conf.DEMO_SECRET in {conf.PASSWORD, conf.PUSH_SECRET}
            problems += ["a secret of the national portal is that of the demonstration"] if demo else []
        try:
            self._login()
        except PortalUnavailable:
            problems.append(f"the national portal does not answer at {conf.URL}")
        except PortalRefused as refused:
            problems.append(f"the national portal refuses the account: {refused.params['message']}")
        return problems

    def _tell(self, service: str, message_id: str, body: Mapping[str, Any]) -> str:
        more = {"madonvi": conf.AGENCY, "isUpdating": "true", "MaThongDiep": message_id, "data": [dict(body)]}
        return str(self._call(service, more).get("message", ""))

    def _call(self, service: str, more: Mapping[str, Any]) -> dict[str, Any]:
        name = code_tables().services[service]
        for renewed in (False, True):
            session = self._session or self._login()
            answer = self._post("/mapi/g", {"session": session, "service": name, **more})
            if str(answer.get("error_code")) in _NO_SESSION and not renewed:
                self._forget(session)
                continue
            return _accepted(answer)
        raise PortalUnavailable(reason="session")

    def _login(self) -> str:
        with self._lock:
            answer = _accepted(self._post("/mapi/login", {"username": conf.USER, "password": conf.PASSWORD}))
            self._session = str(answer.get("session", ""))
            if not self._session:
                raise PortalUnavailable(reason="session")
            return self._session

    def _forget(self, session: str) -> None:
        with self._lock:
            if self._session == session:
                self._session = ""

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        for left in reversed(range(conf.RETRIES + 1)):
            try:
                with self._client() as client:
                    answer = client.post(f"{conf.URL}{path}", json=body)
                    found = answer.json() if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR else None
            except (httpx.HTTPError, ValueError) as error:
                if left:
                    continue
                raise PortalUnavailable(reason=type(error).__name__) from error
            if isinstance(found, dict) and "error_code" in found:
                return found
            if not left:
                raise PortalUnavailable(reason=f"HTTP {answer.status_code}")
        raise PortalUnavailable(reason="no attempt")

    def _client(self) -> httpx.Client:
        return httpx.Client(
            timeout=conf.TIMEOUT, transport=self._transport, follow_redirects=False, trust_env=not conf.URL.startswith(_LOOPBACK)
        )


def _accepted(answer: dict[str, Any]) -> dict[str, Any]:
    code = str(answer.get("error_code"))
    if code != _OK:
        raise PortalRefused(error_code=code[:40], message=str(answer.get("message", ""))[:500])
    return answer
