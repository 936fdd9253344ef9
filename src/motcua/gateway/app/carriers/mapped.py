"""Carrying a call to a provider whose REST is another one: other paths, fields, codes, or bodies in XML or CSV."""

from __future__ import annotations

from functools import partial

from motcua.gateway.app.call import Call
from motcua.gateway.app.carriers.rest import RestCarrier
from motcua.gateway.app.carriers.translating import bounded, request_fault, told_headers, translated, travelling, unreadable
from motcua.gateway.app.http import Response, phrase
from motcua.gateway.app.upstream import Pools
from motcua.gateway.core.directory import Directory, Route
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.messages import Header
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.exchanges import Asked, MappingTranslator


class MappedCarrier:
    """Sends the partner's form of a request and brings our form of the answer back."""

    def __init__(self, pools: Pools) -> None:
        self._rest = RestCarrier(pools)

    async def carry(self, directory: Directory, route: Route, call: Call) -> Response:
        """The answer in our form; Fault when either side cannot be translated or no endpoint is declared."""
        translator, message = route.translator, call.message
        assert isinstance(translator, MappingTranslator)
        try:
            found = translator.exchange(message.method, message.path)
            if found is None:
                raise Fault(faults.INVALID_REQUEST, f"The adapter of {route.id} declares no such endpoint")
            exchange, parts = found
            body = bounded(message.body)
            write = partial(translator.request, exchange, named=parts, path=message.path, query=message.query, body=body)
            asked = await translated(write, size=len(body))
        except Untranslatable as error:
            raise request_fault(error) from None
        target = route.url_path(asked.path) + (f"?{asked.query}" if asked.query is not None else "")
        answer = await self._rest.send(
            directory, route, call, method=asked.method, target=target, headers=_headers(call, asked), body=asked.body
        )
        kind = messages.find(answer.headers, "Content-Type") or ""
        try:
            read = partial(translator.answer, exchange, status=answer.status, media_type=kind, body=bounded(answer.body))
            told = await translated(read, size=len(answer.body))
        except Untranslatable as error:
            raise unreadable(error) from None
        shown = told.media_type or kind
        headers = [("Content-Type", shown)] if told.body and shown else []
        return Response(told.status, [*headers, *told_headers(answer)], told.body, phrase(told.status))


def _headers(call: Call, asked: Asked) -> list[Header]:
    """The exchange's headers and those of the body; what is passed on unread keeps the caller's own description."""
    own = asked.media_type or messages.find(call.message.headers, "Content-Type")
    headers = [*travelling(call), ("Accept", asked.accept or messages.find(call.message.headers, "Accept") or "*/*")]
    return [*headers, ("Content-Type", own)] if own and asked.body else headers
