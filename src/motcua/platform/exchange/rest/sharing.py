"""Data-sharing requests, certificates and keys."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Limits, SharingAsk, SharingState
from motcua.platform.exchange.rest import edge, shapes

router = Router(tags=["exchange: sharing"])
_Code = Annotated[str, Path(max_length=30)]
_Client = Annotated[str, Query(max_length=300)]


@router.get("/requests", auth=edge.PEOPLE, response=shapes.Sharings)
def requests(
    request: HttpRequest, state: SharingState | None = None, query: edge.Words = "", before: Annotated[str, Query(max_length=30)] = "",
    limit: edge.Rows = 50,
) -> dict[str, Any]:  # fmt: skip
    """Requests that the officer may see, newest first."""
    states = [state] if state else []
    found = api.requests(actor=actor_of(request), states=states, query=query, before=before, limit=limit + 1)
    return {"rows": [asdict(r) for r in found[:limit]], "next": found[limit - 1].code if len(found) > limit else ""}


@router.get("/requests/{code}", auth=edge.PEOPLE, response=shapes.SharingOut)
def one(request: HttpRequest, response: HttpResponse, code: _Code) -> Any:
    """One request with its steps; its ETag goes into `If-Match`."""
    return edge.tagged(response, api.request(code=code, actor=actor_of(request)))


@router.post("/requests", auth=edge.PEOPLE, response=shapes.Made)
def ask(request: HttpRequest, body: shapes.SharingIn, key: Key) -> dict[str, Any]:
    """Ask for data to be shared with a system of one's own unit."""
    given = body.dict()
    endpoints = tuple((e["method"], e["path"]) for e in given.pop("endpoints"))
    wanted = SharingAsk(**{**given, "fields": tuple(body.fields)}, endpoints=endpoints)

    def go() -> dict[str, str]:
        return {"id": api.ask_sharing(ask=wanted, actor=actor_of(request), now=clock.now())}

    return edge.once(request, "ask", key, body.dict() | {"from_on": str(body.from_on), "until_on": str(body.until_on)}, go)


@router.post("/requests/{code}/move", auth=edge.PEOPLE, response=shapes.SharingOut)
def move(request: HttpRequest, code: _Code, body: shapes.SharingMove, key: Key, match: edge.Match = "") -> Any:
    """Do the next step; whoever asked may not decide, and nobody decides twice."""
    limits = Limits(fields=None if body.fields is None else tuple(body.fields), until_on=body.until_on, per_day=body.per_day)
    actor = actor_of(request)
    api.move_request(code=code, act=body.act, note=body.note, limits=limits, expected=edge.tag(match), actor=actor, now=clock.now())
    return asdict(api.request(code=code, actor=actor))


@router.get("/certificates", auth=edge.READ, response=list[shapes.CertificateOut])
def certificates(request: HttpRequest, client: _Client = "") -> list[dict[str, Any]]:
    """Certificates, those that end first before."""
    return [asdict(c) for c in api.certificates(actor=actor_of(request), now=clock.now(), client=client)]


@router.post("/certificates", auth=edge.MANAGE, response=shapes.Made)
def add_certificate(request: HttpRequest, body: shapes.CertificateIn, key: Key) -> dict[str, str]:
    """Put a certificate beside those of a system; with its first one, calls by network end after `network_days`."""
    overlap, now = timedelta(days=body.network_days), clock.now()
    return {"id": str(api.add_certificate(client=body.client, pem=body.pem, overlap=overlap, actor=actor_of(request), now=now))}


@router.post("/certificates/{uuid:certificate_id}/revoke", auth=edge.MANAGE, response={204: None})
def revoke_certificate(request: HttpRequest, certificate_id: UUID, body: shapes.Revoking, key: Key) -> None:
    """End a certificate at once."""
    api.revoke_certificate(certificate_id=certificate_id, reason=body.reason, actor=actor_of(request), now=clock.now())


@router.get("/credentials", auth=edge.READ, response=list[shapes.CredentialOut])
def credentials(request: HttpRequest, client: _Client = "") -> list[dict[str, Any]]:
    """Keys, the newest first."""
    return [asdict(c) for c in api.credentials(actor=actor_of(request), now=clock.now(), client=client)]


@router.post("/credentials", auth=edge.MANAGE, response=shapes.CredentialMade)
def make_credential(request: HttpRequest, response: HttpResponse, body: shapes.CredentialIn, key: Key) -> dict[str, Any]:
    """A new key; its secret is in this answer and nowhere else. Every call makes one: repeat only when the answer was lost."""
    response["Cache-Control"] = "no-store"
    made = api.make_credential(
        client=body.client, app_name=body.app_name, partner_code=body.partner_code, rotates=body.rotates, actor=actor_of(request),
        now=clock.now(),
    )  # fmt: skip
    return asdict(made)


@router.post("/credentials/{uuid:credential_id}/revoke", auth=edge.MANAGE, response={204: None})
def revoke_credential(request: HttpRequest, credential_id: UUID, body: shapes.Revoking, key: Key) -> None:
    """End a key at once."""
    api.revoke_credential(credential_id=credential_id, reason=body.reason, actor=actor_of(request), now=clock.now())
