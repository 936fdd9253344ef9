"""``/data-node/ndxp`` and ``/data-node/ndop``: two wire forms over the same work. Neither is published; both are assumed.

NDXP: an address for each kind of request. NDOP: one envelope ``{"request_type": 1 | 2 | 3, "dataset", "body"}`` (1 synchronise, 2 query,
3 batch), refused with 403 until the five steps of connecting are done in their order.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError
from motcua.simulator.peers.asking import json_object, require_secret
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.datanode.node import Node
from motcua.simulator.peers.errors import BadRequest, PeerDown
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.store import Store

STEPS = ("dictionary", "quality", "registration", "sandbox", "acceptance")
_STEP_KIND = "node_step"
_SYNC, _QUERY, _BATCH = 1, 2, 3


class RecordsRefused(NamedError):
    """The platform takes nothing now."""

    code = "data_node.refused"
    vi = "Nền tảng quốc gia không nhận gói dữ liệu này."
    en = "The national platform does not take this package."
    status = 422


class NotConnected(NamedError):
    """The five steps are not done."""

    code = "data_node.not_connected"
    vi = "Chưa hoàn thành bước kết nối {step}."
    en = "The connection step {step} is not done."
    status = 403


class StepOutOfOrder(NamedError):
    """A step before this one is open."""

    code = "data_node.step_out_of_order"
    vi = "Phải hoàn thành bước {step} trước."
    en = "The step {step} comes first."
    status = 409


class DataNode:
    """Endpoints under ``/data-node``."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults) -> None:
        self._store, self._settings, self._faults = store, settings, faults
        self._ndxp, self._ndop = Node(store=store, platform="ndxp"), Node(store=store, platform="ndop")

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/ndxp/records", self.records, methods=["GET", "POST"]),
            Route("/ndxp/queries", self.queries, methods=["POST"]),
            Route("/ndxp/jobs", self.jobs, methods=["POST"]),
            Route("/ndxp/jobs/{ref}", self.job), Route("/ndxp/jobs/{ref}/result", self.job_result),
            Route("/ndop/exchange", self.envelope, methods=["POST"]),
            Route("/ndop/exchange/steps", self.steps, methods=["GET", "POST"]),
        ]  # fmt: skip

    async def records(self, request: Request) -> Response:
        """Push (POST) and pull (GET) of changed records."""
        await self._begin(request, "records")
        if request.method == "GET":
            query = request.query_params
            return JSONResponse(self._ndxp.changed(query.get("dataset", "status"), **_page(query.get("after"), query.get("limit"))))
        told = await json_object(request)
        return self._answer(self._ndxp.take(str(told.get("dataset", "")), told.get("records")))

    async def queries(self, request: Request) -> Response:
        """One record by its key."""
        await self._begin(request, "queries")
        return JSONResponse(_found(self._ndxp, await json_object(request)))

    async def jobs(self, request: Request) -> Response:
        """A batch."""
        await self._begin(request, "jobs")
        told = await json_object(request)
        return self._answer(self._submit(self._ndxp, str(told.get("dataset", "")), told))

    async def job(self, request: Request) -> Response:
        """How far a batch is."""
        await self._begin(request, "jobs")
        return JSONResponse(self._ndxp.progress(request.path_params["ref"]))

    async def job_result(self, request: Request) -> Response:
        """The result file."""
        await self._begin(request, "jobs")
        return JSONResponse(self._ndxp.result(request.path_params["ref"]))

    async def envelope(self, request: Request) -> Response:
        """Everything that NDOP does, by the type of request."""
        await self._begin(request, "exchange")
        told = await json_object(request)
        missing = next((step for step in STEPS if step not in self._done()), "")
        if missing:
            raise NotConnected(step=missing)
        body, dataset = told.get("body"), str(told.get("dataset", ""))
        if not isinstance(body, dict):
            raise BadRequest(reason="body")
        if told.get("request_type") == _SYNC and "records" in body:
            return self._answer(self._ndop.take(dataset, body["records"]))
        if told.get("request_type") == _SYNC:
            return JSONResponse({"data": self._ndop.changed(dataset, **_page(body.get("after"), body.get("limit")))})
        if told.get("request_type") == _QUERY:
            return JSONResponse({"data": _found(self._ndop, {**body, "dataset": dataset})})
        if told.get("request_type") == _BATCH and "records" in body:
            return self._answer(self._submit(self._ndop, dataset, body))
        if told.get("request_type") == _BATCH:
            ref = str(body.get("ref", ""))
            return JSONResponse({"data": self._ndop.result(ref) if body.get("result") else self._ndop.progress(ref)})
        raise BadRequest(reason="request_type")

    async def steps(self, request: Request) -> Response:
        """The five steps of connecting: GET tells them, POST ``{"step", "evidence"}`` closes the next."""
        await self._begin(request, "steps")
        if request.method == "POST":
            told = await json_object(request)
            step, evidence = told.get("step"), told.get("evidence")
            if step not in STEPS or not isinstance(evidence, str) or not evidence.strip():
                raise BadRequest(reason="step, evidence")
            before = next((s for s in STEPS[: STEPS.index(step)] if s not in self._done()), "")
            if before:
                raise StepOutOfOrder(step=before)
            if step not in self._done():
                self._store.put(_STEP_KIND, step, {"evidence": evidence.strip()[:200]})
        done = self._done()
        return JSONResponse({"steps": [{"step": step, "done": step in done, "evidence": done.get(step, "")} for step in STEPS]})

    async def _begin(self, request: Request, endpoint: str) -> None:
        require_secret(request, self._settings.data_node_secret)
        await self._faults.gate(peer="data_node", endpoint=endpoint)

    def _done(self) -> dict[str, str]:
        return {d.key: str(d.body["evidence"]) for d in self._store.all(_STEP_KIND)}

    def _submit(self, node: Node, dataset: str, told: dict[str, Any]) -> dict[str, Any]:
        late = self._faults.hit(peer="data_node", fault="job_late")
        fails = self._faults.hit(peer="data_node", fault="job_fails") is not None
        return node.submit(str(told.get("ref", "")), dataset, told.get("records"), seconds=late or 0.0, fails=fails)

    def _answer(self, given: dict[str, Any]) -> Response:
        if self._faults.hit(peer="data_node", fault="refuse") is not None:
            raise RecordsRefused
        if self._faults.hit(peer="data_node", fault="lost_answer") is not None:
            raise PeerDown
        return JSONResponse({"data": given, **given})


def _found(node: Node, told: dict[str, Any]) -> dict[str, Any]:
    fields = told.get("fields")
    if not isinstance(fields, list):
        raise BadRequest(reason="fields")
    found = node.query(str(told.get("dataset", "")), str(told.get("key", "")), [str(f) for f in fields])
    return {"found": found is not None, "record": found}


def _page(after: Any, limit: Any) -> dict[str, int]:
    try:
        return {"after": max(int(after or 0), 0), "limit": int(limit or 100)}
    except (TypeError, ValueError):
        raise BadRequest(reason="after, limit") from None
