"""Carrying a call to a partner that exchanges files: a POST becomes a file, a GET tells what has come back for its receipt."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote

from motcua.gateway.app.call import Call, now_ms
from motcua.gateway.app.carriers.filing.arrivals import collect
from motcua.gateway.app.carriers.filing.desk import Desk, DifferentBody
from motcua.gateway.app.carriers.translating import request_fault
from motcua.gateway.app.http import Response, json_response
from motcua.gateway.core.directory import Directory, Route
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.filing import FileTranslator, receipt_of

_PAGE, _MOST_PAGE = 100, 1000


class FileCarrier:
    """Answers 202 with a receipt when the file lies in the partner's folder."""

    async def carry(self, directory: Directory, route: Route, call: Call) -> Response:
        """The receipt, its state or its rows; Fault when the request does not fit or the folders cannot be used."""
        translator, message = route.translator, call.message
        assert isinstance(translator, FileTranslator)
        base = translator.settings.outgoing.path
        rest = message.path.removeprefix(base)
        steps = [unquote(step) for step in rest.split("/")[1:]]
        try:
            if message.method == "POST" and message.path == base:
                return await self._send(translator, route, call)
            if message.method == "GET" and message.path.startswith(f"{base}/") and steps[1:] in ([], ["rows"]):
                return await self._tell(translator, call, steps)
        except OSError:
            raise Fault(faults.NETWORK_ERROR, f"The folders of {route.id} cannot be used") from None
        raise Fault(faults.INVALID_REQUEST, f"The adapter of {route.id} declares no such endpoint")

    async def _send(self, translator: FileTranslator, route: Route, call: Call) -> Response:
        message = call.message
        client, service = str(message.client), str(message.service)
        receipt = receipt_of(client=client, service=service, message_id=message.message_id)
        kind = messages.find(message.headers, "Content-Type") or ""
        call.request_out = now_ms()
        try:
            entry = await asyncio.to_thread(
                Desk(translator).send, receipt, client=client, service=service, body=message.body, media_type=kind, now=time.time()
            )
        except Untranslatable as error:
            raise request_fault(error) from None
        except DifferentBody as error:
            return json_response(error.as_dict(), status=error.status)
        call.forwarded, call.response_in = f"file:{entry['file']}", now_ms()
        return json_response(_shown(entry), status=202)

    async def _tell(self, translator: FileTranslator, call: Call, steps: list[str]) -> Response:
        message = call.message
        await asyncio.to_thread(collect, translator, now=time.time())
        desk = Desk(translator)
        entry = await asyncio.to_thread(desk.find, steps[0])
        if entry is None or (entry["client"], entry["service"]) != (str(message.client), str(message.service)):
            return json_response(
                {"error": "unknown_receipt", "vi": "Không có biên nhận này.", "en": "There is no such receipt."}, status=404
            )
        call.forwarded = f"file:{entry['file']}"
        query = parse_qs(message.query or "")
        try:
            after, limit = int(query.get("after", ["0"])[0]), int(query.get("limit", [str(_PAGE)])[0])
        except ValueError:
            raise Fault(faults.BAD_REQUEST, "after and limit are whole numbers") from None
        if steps[1:] and "answer" not in entry:
            return _unanswered(entry, translator.settings.answer_within_s)
        if not steps[1:]:
            return json_response(_shown(entry))
        after, limit = max(0, after), max(1, min(limit, _MOST_PAGE))
        rows = await asyncio.to_thread(desk.rows, steps[0], after=after, limit=limit)
        end = after + len(rows)
        return json_response({"rows": rows, "next": end if end < entry["answer"]["rows"] else None})


def _unanswered(entry: dict[str, Any], within_s: float) -> Response:
    """Why there are no rows: not yet; or, as faults of the partner, a file that cannot be read, and none in the time it has."""
    if "broken" in entry:
        broken = entry["broken"]
        if entry["state"] == "refused":
            raise Fault(faults.FAILED_ANSWER, f"The partner refused the file, as {broken['file']} says")
        raise Fault(faults.FAILED_ANSWER, f"The answer of the service does not fit the adapter: {broken['place']}: {broken['en']}")
    if within_s and time.time() - datetime.fromisoformat(entry["sent_at"]).timestamp() > within_s:
        raise Fault(faults.FAILED_TIMEOUT, f"The partner has not answered the file within {within_s:g} seconds")
    return json_response(
        {"error": "no_answer_yet", "vi": "Đối tác chưa trả kết quả.", "en": "The partner has not answered yet."}, status=404
    )


def _shown(entry: dict[str, Any]) -> dict[str, Any]:
    """A receipt as its holder may see it."""
    return {key: value for key, value in entry.items() if key not in {"client", "service", "body_sha512", "parts"}}
