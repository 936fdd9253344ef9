"""Time stamps, OCSP and CRLs over HTTP, for certificates of real authorities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from motcua.platform.signing import conf
from motcua.platform.signing.contracts import CertificateUntrusted, StampUnavailable

_LARGEST = 10_000_000  # a CRL of a national authority has some megabytes
_KEPT = timedelta(hours=1)

Sender = Callable[[httpx.Request], httpx.Response]


def send(request: httpx.Request) -> httpx.Response:
    """One request with the configured patience; httpx.HTTPError when it fails."""
    with httpx.Client(timeout=conf.TIMEOUT, follow_redirects=False) as client:
        response = client.send(request)
        response.raise_for_status()
        return response


class HttpStamper:
    """An RFC 3161 service over HTTP (§3.4): the request as ``application/timestamp-query``, the answer as it is."""

    def __init__(self, *, url: str, user: str = "", password: str = "", sender: Sender = send) -> None:
        self._url, self._user, self._password, self._send = url, user, password, sender

    def stamp(self, *, request: bytes, now: datetime) -> bytes:
        """See ``TimeStampService``. ``StampUnavailable`` when it does not answer, or with something else."""
        headers = {"content-type": "application/timestamp-query", "accept": "application/timestamp-reply"}
        if self._user:
            headers["authorization"] = httpx.BasicAuth(self._user, self._password)._auth_header  # noqa: SLF001 - the header's own writer
        try:
            response = self._send(httpx.Request("POST", self._url, content=request, headers=headers))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StampUnavailable from error
        if not response.headers.get("content-type", "").startswith("application/timestamp-reply"):
            raise StampUnavailable
        return response.content


class HttpProofs:
    """OCSP where a certificate names a responder, else its CRL; answers are kept for an hour, never beyond their own end."""

    def __init__(self, *, issuers: Callable[[], tuple[x509.Certificate, ...]], sender: Sender = send) -> None:
        self._issuers, self._send = issuers, sender
        self._crls: dict[str, tuple[datetime, bytes]] = {}

    def proofs(self, *, certificate: bytes, now: datetime) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """See ``RevocationService``: for the certificate and for the authorities between it and the root."""
        ocsps: list[bytes] = []
        crls: list[bytes] = []
        cert: x509.Certificate | None = x509.load_der_x509_certificate(certificate)
        while cert is not None and cert.issuer != cert.subject:
            issuer = next((c for c in self._issuers() if c.subject == cert.issuer), None)
            answer = self._ocsp(cert, issuer) if issuer is not None else None
            if answer is not None:
                ocsps.append(answer)
            else:
                crls.extend(self._crl(url, now) for url in _crl_addresses(cert))
            cert = issuer
        return tuple(ocsps), tuple(crls)

    def _ocsp(self, cert: x509.Certificate, issuer: x509.Certificate) -> bytes | None:
        address = _ocsp_address(cert)
        if not address:
            return None
        # RFC 6960 readers know SHA-1 names of issuers; it identifies here and protects nothing.
        asked = ocsp.OCSPRequestBuilder().add_certificate(cert, issuer, hashes.SHA1()).build()  # noqa: S303
        body = asked.public_bytes(serialization.Encoding.DER)
        try:
            response = self._send(httpx.Request("POST", address, content=body, headers={"content-type": "application/ocsp-request"}))
            good = ocsp.load_der_ocsp_response(response.content).response_status is ocsp.OCSPResponseStatus.SUCCESSFUL
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return None
        return response.content if good else None

    def _crl(self, address: str, now: datetime) -> bytes:
        kept = self._crls.get(address)
        if kept is not None and now < kept[0]:
            return kept[1]
        try:
            response = self._send(httpx.Request("GET", address))
            crl = x509.load_der_x509_crl(response.content[:_LARGEST])
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise CertificateUntrusted(holder=address) from error
        self._crls[address] = (min(now + _KEPT, crl.next_update_utc or now + _KEPT), response.content)
        return response.content


def _ocsp_address(cert: x509.Certificate) -> str:
    try:
        access = cert.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return ""
    return next((str(a.access_location.value) for a in access if a.access_method == AuthorityInformationAccessOID.OCSP), "")


def _crl_addresses(cert: x509.Certificate) -> list[str]:
    try:
        points = cert.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    names = (name.value for point in points for name in point.full_name or ())
    return [str(name) for name in names if str(name).startswith("http")][:1]
