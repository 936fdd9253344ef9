"""The national store of results over HTTPS: a token for the city, questions with signed answers, files by issuer and path.

``POST /token`` gives a bearer token, ``/v1/tra-cuu`` says who has which results, ``/v1/tai-tep`` gives a file, ``/v1/ket-qua`` takes one.
Every request goes to the configured address and to no other, follows no redirect and is over, name look-up included, within
``MOTCUA_NATIONAL_STORE_TIMEOUT`` seconds. Every JSON answer carries ``signature``: base64 of a DER ECDSA-P256-SHA256 signature over the
number of the question (``MaYeuCau``), ``errorCode``, ``message`` and ``result``, so that an answer to another question is not believed.
"""

from __future__ import annotations

import hashlib
import json
import threading
from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from motcua.kernel.errors import NamedError
from motcua.kernel.sdjwt import keys
from motcua.kernel.sdjwt.compact import Malformed
from motcua.kit import outward
from motcua.services.vault import conf
from motcua.services.vault.contracts.national import (
    AnswerUnbelieved,
    Asking,
    Body,
    Downloaded,
    ResultPage,
    ResultUnfit,
    StoreRefused,
    StoreUnavailable,
)
from motcua.services.vault.rules import national as rules

_MOST_ANSWER = 4_000_000
_GONE = frozenset({httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND, httpx.codes.GONE})
_TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})


class HttpNationalStore:
    """See ``NationalStore``. One token for the process, shared by its threads. Built for tests with a transport of its own."""

    def __init__(self, *, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport
        self._token = ""
        self._key: ec.EllipticCurvePublicKey | None = None
        self._lock = threading.Lock()

    def look_up(self, asking: Asking, *, cursor: str = "") -> ResultPage:
        """See ``NationalStore``."""
        body = {
            "SoDinhDanhChuSoHuu": asking.owner, "HoTenNguoiYeuCau": asking.asker_name, "SoDinhDanhNguoiYeuCau": asking.asker_number,
            "KenhThucHien": asking.channel, "MaThuTuc": asking.procedure, "ViTri": cursor,
            "DanhSachDanhMucKetQua": [{"MaKetQua": code, "SoKyHieu": number} for code, number in asking.wanted],
        }  # fmt: skip
        return rules.read_page(self._answer("/v1/tra-cuu", body).get("result"), owner=asking.owner)

    def download(self, *, agency: str, path: str, sha256: str, most: int) -> Downloaded:
        """See ``NationalStore``. The path goes in the body of a request to the one address; it is never joined to it."""
        body = {"CoQuanChuQuan": agency, "DuongDan": rules.checked_path(path)}
        heard = self._authorised("/v1/tai-tep", body, most=most + 1)
        headers = {name.lower(): value for name, value in heard.headers.items()}
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if heard.status in _GONE:
            raise ResultUnfit(reason_vi="kho quốc gia không còn tệp này.", reason_en="the national store has its file no more.")
        if heard.status != httpx.codes.OK:
            raise StoreUnavailable(reason=f"HTTP {heard.status}")
        if kind not in _TYPES:
            raise ResultUnfit(reason_vi="tệp không phải PDF hay ảnh.", reason_en="its file is neither a PDF nor a picture.")
        told = headers.get("content-length", "")
        if len(heard.body) > most or (told.isdecimal() and int(told[:15]) > most):
            raise ResultUnfit(reason_vi="tệp quá lớn.", reason_en="its file is too large.")
        digest, named = hashlib.sha256(heard.body).hexdigest(), {sha256, headers.get("x-content-sha256", "").lower()} - {""}
        if not heard.body or not named or named != {digest}:
            raise StoreUnavailable(reason="sha256")  # cut off or changed on the way: fetched again
        return Downloaded(content=heard.body, sha256=digest)

    def push(self, *, message_id: str, body: Body) -> str:
        """See ``NationalStore``."""
        return str(self._answer("/v1/ket-qua", {**body, "MaThongDiep": message_id}).get("message", ""))[:500]

    def check_config(self) -> list[str]:
        """See ``NationalStore``."""
        problems = []
        if not settings.MOTCUA_DEMO:
            problems += [] if conf.NATIONAL_URL.startswith("https://") else ["MOTCUA_NATIONAL_STORE_URL is not https"]
            problems += [] if conf.NATIONAL_KEY else ["MOTCUA_NATIONAL_STORE_KEY is empty: any key that the store tells is believed"]
            problems += ["the secret of the national store is the demonstration's"] if conf.NATIONAL_SECRET == conf.NATIONAL_DEMO else []
        try:
            self._login()
            self._public_key()
        except NamedError as away:
            problems.append(f"the national store at {conf.NATIONAL_URL}: {away.sentence('en')}")
        return problems

    def _answer(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A question and its answer, believed and accepted."""
        question = uuid4().hex
        heard = self._authorised(path, {**body, "MaYeuCau": question}, most=_MOST_ANSWER)
        told = _object(heard)
        self._believe(question, told)
        code = str(told.get("errorCode"))
        if code != rules.OK:
            raise StoreRefused(error_code=code[:40], message=str(told.get("message", ""))[:500])
        return told

    def _believe(self, question: str, told: Mapping[str, Any]) -> None:
        try:
            given = b64decode(str(told.get("signature", "")), validate=True)
            self._public_key().verify(given, rules.signed_part(question=question, told=told), ec.ECDSA(hashes.SHA256()))
        except (ValueError, InvalidSignature) as error:
            self._key = None  # the store may have turned its key: asked for again at the next answer
            raise AnswerUnbelieved(reason="signature") from error

    def _public_key(self) -> ec.EllipticCurvePublicKey:
        if self._key is None:
            jwk = _object(self._ask("GET", "/khoa"))
            try:
                found = keys.key_of(jwk)
            except Malformed as error:
                raise AnswerUnbelieved(reason="key") from error
            if conf.NATIONAL_KEY and keys.thumbprint(jwk) != conf.NATIONAL_KEY:
                raise AnswerUnbelieved(reason="key")
            self._key = found
        return self._key

    def _authorised(self, path: str, body: Mapping[str, Any], *, most: int) -> outward.Heard:
        """A call under the token; one that the store has forgotten is renewed once, one without an answer repeated at once."""
        content = json.dumps(body, ensure_ascii=False).encode()
        renewed, left = False, conf.NATIONAL_RETRIES
        while True:
            token = self._token or self._login()
            heard = self._ask("POST", path, content=content, token=token, most=most)
            if heard.status == httpx.codes.UNAUTHORIZED and not renewed:
                self._forget(token)
                renewed = True
            elif heard.status is not None and heard.status < httpx.codes.INTERNAL_SERVER_ERROR:
                return heard
            elif left:
                left -= 1
            else:
                raise StoreUnavailable(reason=f"HTTP {heard.status}" if heard.status else heard.error.partition(":")[0] or "no answer")

    def _login(self) -> str:
        with self._lock:
            form = {"grant_type": "client_credentials", "client_id": conf.NATIONAL_CLIENT, "client_secret": conf.NATIONAL_SECRET}
            heard = self._ask("POST", "/token", content=urlencode(form).encode(), kind="application/x-www-form-urlencoded")
            token = _object(heard).get("access_token")
            if heard.status != httpx.codes.OK or not isinstance(token, str) or not token:
                raise StoreUnavailable(reason=f"token, HTTP {heard.status}")
            self._token = token
            return token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""

    def _ask(
        self, method: str, path: str, *, content: bytes = b"", token: str = "", kind: str = "application/json", most: int = 100_000
    ) -> outward.Heard:
        headers = {"content-type": kind, "accept-encoding": "identity"} | ({"authorization": f"Bearer {token}"} if token else {})
        return outward.ask(
            method, f"{conf.NATIONAL_URL.rstrip('/')}{path}", check=_address, seconds=conf.NATIONAL_TIMEOUT, most=most, headers=headers,
            content=content, transport=self._transport,
        )  # fmt: skip


def _address() -> str:
    """The network address of the configured store; an inner network of the state is what the operator chose."""
    parts = urlsplit(conf.NATIONAL_URL)
    found = outward.resolved(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    if not found:
        raise StoreUnavailable(reason="DNS")
    return found[0]


def _object(heard: outward.Heard) -> dict[str, Any]:
    """The JSON object of an answer. ``StoreUnavailable`` when there is none: cut off, a page of a proxy, silence."""
    try:
        told = json.loads(heard.body)
    except (ValueError, RecursionError) as error:
        raise StoreUnavailable(reason=f"HTTP {heard.status}" if heard.status else heard.error.partition(":")[0] or "json") from error
    if not isinstance(told, dict):
        raise StoreUnavailable(reason="json")
    return told
