"""Contents in an S3-compatible object store, by path-style requests signed with AWS Signature Version 4."""

from __future__ import annotations

import hashlib
import hmac
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from urllib.parse import quote, urlsplit

import httpx

from motcua.foundation.files.contracts import FileMissing, StoreUnavailable

_EMPTY = hashlib.sha256(b"").hexdigest()
_MEMORY = 1_000_000
_TIMEOUT = httpx.Timeout(connect=5, read=60, write=60, pool=5)


@dataclass(frozen=True, slots=True)
class S3Settings:
    """Where the bucket is and who signs."""

    endpoint: str
    bucket: str
    region: str
    key_id: str
    secret: str


def sign_v4(
    settings: S3Settings, *, method: str, url: str, headers: Mapping[str, str], payload_sha256: str, at: datetime
) -> dict[str, str]:
    """All headers of a signed request: those given, plus host, date, payload digest and the authorization."""
    parts = urlsplit(url)
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    sent = {**headers, "host": parts.netloc, "x-amz-content-sha256": payload_sha256, "x-amz-date": stamp}
    names = sorted(name.lower() for name in sent)
    lower = {name.lower(): value.strip() for name, value in sent.items()}
    query = "&".join(sorted(pair if "=" in pair else f"{pair}=" for pair in parts.query.split("&") if pair))
    canonical = "\n".join(
        (method, parts.path or "/", query, *(f"{n}:{lower[n]}" for n in names), "", ";".join(names), payload_sha256)
    )
    scope = f"{stamp[:8]}/{settings.region}/s3/aws4_request"
    to_sign = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = b"AWS4" + settings.secret.encode()
    for part in (stamp[:8], settings.region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    sent["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={settings.key_id}/{scope},SignedHeaders={';'.join(names)},Signature={signature}"
    )
    return sent


class S3Store:
    """A bucket of immutable contents; the object's name is the content's digest."""

    def __init__(self, settings: S3Settings) -> None:
        self._settings = settings

    def put(self, *, sha256: str, source: Path) -> None:
        """Upload; the service checks the digest that the signature covers."""
        with source.open("rb") as content:
            size = str(source.stat().st_size)
            self._ask("PUT", sha256, payload=sha256, headers={"content-length": size}, content=content)

    def open(self, *, sha256: str) -> BinaryIO:
        """The content, spooled; ``FileMissing`` when it is gone."""
        url = self._url(sha256)
        file = SpooledTemporaryFile(max_size=_MEMORY)  # noqa: SIM115 - the caller closes it
        try:
            with self._client() as client, client.stream("GET", url, headers=self._signed("GET", url, _EMPTY, {})) as answer:
                if answer.status_code == httpx.codes.NOT_FOUND:
                    raise FileMissing
                answer.raise_for_status()
                for chunk in answer.iter_bytes():
                    file.write(chunk)
        except httpx.HTTPError as error:
            raise StoreUnavailable from error
        file.seek(0)
        return cast("BinaryIO", file)

    def has(self, *, sha256: str) -> bool:
        """Whether the object is there."""
        return self._ask("HEAD", sha256).status_code == httpx.codes.OK

    def delete(self, *, sha256: str, age: timedelta) -> None:
        """Delete the object; the service's listing has just said that it is older than ``age``."""
        self._ask("DELETE", sha256)

    def older_than(self, *, age: timedelta) -> Iterator[str]:
        """Objects last modified longer ago than ``age``, page by page."""
        instant = datetime.now(UTC) - age
        token = ""
        while True:
            after = f"&continuation-token={quote(token, safe='')}" if token else ""
            listing = ET.fromstring(self._ask("GET", "", query=f"list-type=2{after}").content)  # noqa: S314 - our own bucket
            space = listing.tag.partition("}")[0] + "}" if listing.tag.startswith("{") else ""
            for item in listing.iter(f"{space}Contents"):
                written = datetime.fromisoformat(str(item.findtext(f"{space}LastModified")))
                if written < instant:
                    yield str(item.findtext(f"{space}Key"))
            token = listing.findtext(f"{space}NextContinuationToken") or ""
            if not token:
                return

    def _ask(
        self,
        method: str,
        name: str,
        *,
        payload: str = _EMPTY,
        headers: Mapping[str, str] | None = None,
        content: BinaryIO | None = None,
        query: str = "",
    ) -> httpx.Response:
        url = self._url(name, query)
        try:
            with self._client() as client:
                answer = client.request(method, url, headers=self._signed(method, url, payload, headers or {}), content=content)
        except httpx.HTTPError as error:
            raise StoreUnavailable from error
        if answer.status_code >= httpx.codes.BAD_REQUEST and answer.status_code != httpx.codes.NOT_FOUND:
            raise StoreUnavailable
        return answer

    def _signed(self, method: str, url: str, payload: str, headers: Mapping[str, str]) -> dict[str, str]:
        # Request signatures are checked against the service's clock, so this is the machine's time, never the demo clock's.
        at = datetime.now(UTC)
        return sign_v4(self._settings, method=method, url=url, headers=headers, payload_sha256=payload, at=at)

    def _url(self, name: str, query: str = "") -> str:
        tail = f"?{query}" if query else ""
        return f"{self._settings.endpoint.rstrip('/')}/{self._settings.bucket}/{name}{tail}"

    @staticmethod
    def _client() -> httpx.Client:
        return httpx.Client(timeout=_TIMEOUT, trust_env=False)
