"""Carrying a call to a provider that speaks SOAP, by the declaration of its adapter."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import partial

from motcua.gateway.app.call import Call
from motcua.gateway.app.carriers.rest import RestCarrier
from motcua.gateway.app.carriers.translating import bounded, request_fault, told_headers, translated, travelling, unreadable
from motcua.gateway.app.http import Response, phrase
from motcua.gateway.app.upstream import Pools
from motcua.gateway.core.directory import Directory, Route
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.exchanges import query_tree
from motcua.gateway.translate.json_bodies import write_json
from motcua.gateway.translate.settings import Operation
from motcua.gateway.translate.soap import Sent, SoapTranslator, context_of


class SoapCarrier:
    """Posts an envelope to the address of the service and reads the one that comes back."""

    def __init__(self, pools: Pools) -> None:
        self._rest = RestCarrier(pools)

    async def carry(self, directory: Directory, route: Route, call: Call) -> Response:
        """The answer as JSON, a declared SOAP fault as a status of its own; Fault when either side cannot be translated."""
        translator, message = route.translator, call.message
        assert isinstance(translator, SoapTranslator)
        try:
            found = translator.operation(message.method, message.path)
            if found is None:
                raise Fault(faults.INVALID_REQUEST, f"The adapter of {route.id} declares no such endpoint")
            operation, parts = found
            sent = await translated(partial(self._envelope, translator, operation, parts, call), size=message.body.size)
        except Untranslatable as error:
            raise request_fault(error) from None
        headers = [*travelling(call), *sent.headers]
        answer = await self._rest.send(
            directory, route, call, method="POST", target=route.base_path or "/", headers=headers, body=sent.body
        )
        kind = messages.find(answer.headers, "Content-Type") or ""
        try:
            body = bounded(answer.body)
            read = partial(translator.answer, operation, status=answer.status, media_type=kind, body=body)
            answered = await translated(read, size=len(body))
        except Untranslatable as error:
            raise unreadable(error) from None
        text = b"" if answered.tree is None else write_json(answered.tree)
        shown = [("Content-Type", "application/json")] if text else []
        return Response(answered.status, [*shown, *told_headers(answer)], text, phrase(answered.status))

    def _envelope(self, translator: SoapTranslator, operation: Operation, parts: dict[str, str], call: Call) -> Sent:
        message = call.message
        headers = {name.lower(): value for name, value in travelling(call)}
        context = context_of(parts=parts, query=query_tree(message.query), headers=headers, body=bounded(message.body))
        return translator.request(operation, context, nonce=secrets.token_bytes(16), at=datetime.now(UTC))
