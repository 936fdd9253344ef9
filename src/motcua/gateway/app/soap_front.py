"""SOAP callers at ``/soap/<instance>/<class>/<member>/<subsystem>/<service>``: envelopes in and out around the one exchange.

What is authorised, paced and logged is the REST message that the envelope declares; ``?wsdl`` describes the service. SOAP 1.1 comes as
``text/xml``, SOAP 1.2 as ``application/soap+xml``; each is answered in its own version.

Envelopes posted to ``/`` name the service in their header, as X-Road's message protocol has it (PR-MESS); so its monitoring is
asked, and for the description of a service (PR-META ``getWsdl``); ``/?wsdl`` describes both.
"""

from __future__ import annotations

import asyncio
from functools import partial
from urllib.parse import quote

from motcua.gateway.app.carriers import monitoring
from motcua.gateway.app.carriers.metadata import wsdl_of
from motcua.gateway.app.carriers.translating import bounded, translated
from motcua.gateway.app.exchange import Exchange
from motcua.gateway.app.http import Request, Response, phrase
from motcua.gateway.app.soap_monitoring import asked_monitoring
from motcua.gateway.core.body import CHUNK, Body, Spool, SpoolError
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import service_of
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import MEBIBYTE
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.translate.describing import GET_WSDL, wsdl_answer, wsdl_question
from motcua.gateway.translate.envelopes import open_envelope
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.monitoring import monitoring_answer
from motcua.gateway.translate.monitoring_wsdl import monitoring_wsdl
from motcua.gateway.translate.offer import Asked, SoapOffer, Speech, fault_from, fault_of, speech_of
from motcua.gateway.translate.soap_faults import RECEIVER, SENDER, NewFault, fault_status, write_fault
from motcua.gateway.translate.xroad_headers import UNDERSTOOD, called_service, octets, rest_headers

PREFIX = "/soap/"
_OF_THE_ENVELOPE = frozenset({"content-type", "content-length", "accept", "accept-encoding", "soapaction", "transfer-encoding", "expect"})
_GOOD = range(200, 300)
_ACCEPTED = "text/xml, application/soap+xml"
_NONE = "No service is offered to SOAP callers here"
_MOST_TOLD = 4 * MEBIBYTE  # of an answer that becomes an envelope
_MOST_ERROR = 64 * 1024  # of an error answer; of a longer one only the status is told


class SoapFront:
    """Answers whatever begins with ``/soap/``, and envelopes at ``/``."""

    def __init__(self, exchange: Exchange, spool: Spool) -> None:
        self.exchange, self.spool = exchange, spool

    async def answer(self, path: str, request: Request) -> Response | None:
        """The answer, None when the path is not of this front."""
        if not path.startswith(PREFIX):
            return await self._at_root(request) if path == "/" else None
        directory = self.exchange.directory
        found = _offer(directory, path)
        if found is None:
            return Response(404, [("Content-Type", "text/plain; charset=utf-8")], _NONE.encode(), phrase(404))
        service, offer = found
        if _asks_wsdl(request):
            return _described(directory, offer, path, request)
        if request.method != "POST":
            return Response(405, [("Allow", "POST"), ("Content-Type", "text/plain")], b"POST", phrase(405))
        speech = speech_of(messages.find(request.headers, "Content-Type") or "")
        if speech is None:
            return Response(415, [("Accept", _ACCEPTED), ("Content-Type", "text/plain")], _ACCEPTED.encode(), phrase(415))
        try:
            asked = await translated(lambda: offer.asked(bounded(request.body), speech, service=service), size=len(request.body))
        except Untranslatable as error:
            return _not_asked(directory, speech, error)
        inner = _inner(request, asked.method, f"/r1/{path.removeprefix(PREFIX)}{asked.target}", asked.headers, asked.body)
        answer = await self.exchange.answer(inner)
        try:
            write = partial(_wrapped, directory, offer, asked, speech, answer)
            response = await translated(write, size=min(len(answer.body), _MOST_TOLD + 1))
        finally:
            answer.body.close()
        try:
            response.body = self._spooled(response.body)
        except SpoolError:
            full = Untranslatable("body", "hiện không có chỗ để giữ", "cannot be held at present")
            return _broken(directory, speech, full, faults.LOGGING_FAILED, _told(answer))
        return response

    def _spooled(self, text: Body) -> Body:
        """The same octets where bodies wait for slow readers."""
        body = Body(self.spool)
        for piece in text.chunks():
            for start in range(0, len(piece), CHUNK):
                body.add(piece[start : start + CHUNK])
        return body

    async def _at_root(self, request: Request) -> Response | None:
        """Envelopes, and the description of what everybody may ask in them."""
        if _asks_wsdl(request):
            text = monitoring_wsdl(_address(self.exchange.directory, request, "/"))
            return Response(200, [("Content-Type", "text/xml; charset=utf-8")], text, phrase(200))
        return await self._by_header(request) if request.method == "POST" else None

    async def _by_header(self, request: Request) -> Response | None:
        """The answer to an envelope that says itself which service it asks; None for what is no envelope."""
        kind = messages.find(request.headers, "Content-Type")
        speech = speech_of(kind) if kind else None
        if speech is None:
            return None
        directory = self.exchange.directory
        try:
            raw = bounded(request.body)
            opened = await asyncio.to_thread(open_envelope, raw, speech.version, understood=None, encoding=speech.encoding)
            codes = called_service(opened.header)
            if codes is None:
                raise Untranslatable("Envelope.Header.service", "không có", "is missing")  # noqa: TRY301 - one place writes the fault
            if codes[-1] in monitoring.SERVED:
                return await self._monitoring(request, raw, speech, codes)
            if codes[-1] == GET_WSDL:
                return await self._wsdl(request, raw, speech, codes)
            path = PREFIX + "/".join(quote(code, safe="") for code in codes)
            if _offer(directory, path) is None:
                raise Untranslatable("Envelope.Header.service", "không nói SOAP ở đây", "is not offered in SOAP here")  # noqa: TRY301
        except Untranslatable as error:
            return _not_asked(directory, speech, error)
        return await self.answer(path, request)

    async def _monitoring(self, request: Request, raw: bytes, speech: Speech, codes: tuple[str, ...]) -> Response:
        directory = self.exchange.directory
        opened, question, target = await asyncio.to_thread(asked_monitoring, directory, raw, speech, codes)
        answer = await self.exchange.answer(_inner(request, "GET", target, octets(rest_headers(opened.header))))
        told, code = _told(answer), messages.find(answer.headers, messages.ERROR) or ""
        if code:
            return _fault(speech, fault_from(bytes(answer.body), status=answer.status, code=code), told)
        write = partial(monitoring_answer, question, bytes(answer.body), opened=opened, raw=raw, version=speech.version)
        media_type, text = await asyncio.to_thread(write)
        return Response(200, [("Content-Type", media_type), *told], text, phrase(200))

    async def _wsdl(self, request: Request, raw: bytes, speech: Speech, codes: tuple[str, ...]) -> Response:
        """A service's description beside the envelope; the exchange checks and logs the same question in REST."""
        opened = await asyncio.to_thread(open_envelope, raw, speech.version, understood=UNDERSTOOD, encoding=speech.encoding)
        question = wsdl_question(opened)
        path = "/".join(quote(code or "-", safe="") for code in codes)
        answer = await self.exchange.answer(_inner(request, "GET", f"/r1/{path}?{question.query}", octets(rest_headers(opened.header))))
        told, code = _told(answer), messages.find(answer.headers, messages.ERROR) or ""
        if code:
            return _fault(speech, fault_from(bytes(answer.body), status=answer.status, code=code), told)
        media_type, text = wsdl_answer(question, bytes(answer.body), opened=opened, raw=raw, version=speech.version)
        return Response(200, [("Content-Type", media_type), *told], text, phrase(200))


def _offer(directory: Directory, path: str) -> tuple[tuple[str, ...], SoapOffer] | None:
    """The five codes of the service that a path names, and what it offers to SOAP callers."""
    try:
        service, rest = service_of("/r1/" + path.removeprefix(PREFIX))
    except Fault:
        return None
    route = directory.routes.get(service)
    return (service, route.offer) if route is not None and route.offer is not None and not rest else None


def _described(directory: Directory, offer: SoapOffer, path: str, request: Request) -> Response:
    """The WSDL with the address under which it was asked for; nothing of a provider is in it."""
    text = wsdl_of(offer, path.rpartition("/")[2], _address(directory, request, path))
    return Response(200, [("Content-Type", "text/xml; charset=utf-8")], text, phrase(200))


def _asks_wsdl(request: Request) -> bool:
    return request.method == "GET" and request.target.partition("?")[2].lower() == "wsdl"


def _address(directory: Directory, request: Request, path: str) -> str:
    """A path under the name by which this server was called."""
    host = messages.find(request.headers, "Host") or "localhost"
    return f"{'http' if directory.config.tls is None else 'https'}://{quote(host, safe=':[].-')}{path}"


def _inner(request: Request, method: str, target: str, told: tuple[messages.Header, ...], body: bytes = b"") -> Request:
    """The REST request that the envelope stands for, from the same peer; ``told`` are the headers that the envelope names."""
    named = {name.lower() for name, _ in told}
    headers = [h for h in request.headers if h[0].lower() not in _OF_THE_ENVELOPE and h[0].lower() not in named]
    headers += [*told, ("Accept", "application/json")]
    if body:
        headers.append(("Content-Type", "application/json"))
    return Request(
        method=method,
        target=target,
        headers=headers,
        body=Body.of(body),
        keep_alive=request.keep_alive,
        address=request.address,
        certificate=request.certificate,
        received_ms=request.received_ms,
    )


def _wrapped(directory: Directory, offer: SoapOffer, asked: Asked, speech: Speech, answer: Response) -> Response:
    """The envelope of an answer; what is too long to be one is a fault, and is not read."""
    told, code = _told(answer), messages.find(answer.headers, messages.ERROR) or ""
    if code or answer.status not in _GOOD:
        body = bytes(answer.body) if len(answer.body) <= _MOST_ERROR else b""
        return _fault(speech, fault_from(body, status=answer.status, code=code), told)
    if len(answer.body) > _MOST_TOLD:
        long = Untranslatable("body", f"lớn hơn {_MOST_TOLD} byte", f"is larger than {_MOST_TOLD} bytes")
        return _broken(directory, speech, long, faults.FAILED_SIZE, told)
    try:
        text = offer.answered(asked.operation, bytes(answer.body), speech.version)
    except Untranslatable as error:
        return _broken(directory, speech, error, faults.FAILED_ANSWER, told)
    return Response(200, [("Content-Type", speech.media_type), *told], text, phrase(200))


def _broken(directory: Directory, speech: Speech, error: Untranslatable, failed: str, told: list[messages.Header]) -> Response:
    """The fault for a good answer that no envelope can carry."""
    code = faults.spell(failed, directory.config.error_style)
    return _fault(speech, fault_of(error, kind=RECEIVER, code=code), [*told, (messages.ERROR, code)])


def _told(answer: Response) -> list[messages.Header]:
    """The headers of the exchange's answer that its envelope keeps."""
    return [header for header in answer.headers if header[0].lower().startswith("x-road-") or header[0].lower() == "retry-after"]


def _not_asked(directory: Directory, speech: Speech, error: Untranslatable) -> Response:
    """The fault for an envelope that asks nothing that could be understood."""
    code = faults.spell(faults.BAD_REQUEST, directory.config.error_style)
    return _fault(speech, fault_of(error, kind=SENDER, code=code), [(messages.ERROR, code)])


def _fault(speech: Speech, fault: NewFault, told: list[messages.Header]) -> Response:
    status = fault_status(fault, speech.version)
    return Response(status, [("Content-Type", speech.media_type), *told], write_fault(fault, speech.version), phrase(status))
