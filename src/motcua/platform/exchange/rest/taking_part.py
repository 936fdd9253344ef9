"""Members, systems, services, rights, groups."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of
from motcua.platform.exchange import api
from motcua.platform.exchange.rest import edge, shapes

router = Router(tags=["exchange: register"])
_CLIENT = "/clients/{member_class}/{member_code}/{client}"
_SERVICE = "/services/{member_class}/{member_code}/{client}/{service}"


@router.get("/clients", auth=edge.READ, response=shapes.Clients)
def clients(request: HttpRequest, query: edge.Words = "", after: edge.After = "", limit: edge.Rows = 50) -> dict[str, Any]:
    """Systems by identifier."""
    return edge.page(api.clients(actor=actor_of(request), query=query), key="id", after=after, limit=limit)


@router.get(_CLIENT, auth=edge.READ, response=shapes.ClientOut)
def client(request: HttpRequest, response: HttpResponse, member_class: edge.Code, member_code: edge.Code, client: edge.Code) -> Any:
    """One system; its ETag goes into `If-Match`."""
    return edge.tagged(response, api.client(id=edge.client_of(member_class, member_code, client), actor=actor_of(request)))


@router.put("/members/{member_class}/{member_code}", auth=edge.MANAGE, response=shapes.Made)
def put_member(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, body: shapes.MemberIn, key: Key, match: edge.Match = ""
) -> dict[str, str]:
    """Register a member or change it."""
    made = api.register_member(
        member_class=member_class, member_code=member_code, **body.dict(), expected=edge.tag(match), actor=actor_of(request),
        now=clock.now(),
    )
    return {"id": made}


@router.put(_CLIENT, auth=edge.MANAGE, response=shapes.Made)
def put_client(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, body: shapes.ClientIn, key: Key,
    match: edge.Match = "",
) -> dict[str, str]:  # fmt: skip
    """Register a system of a member or change it."""
    member = edge.client_of(member_class, member_code, client).rsplit("/", 1)[0]
    made = api.register_subsystem(
        member=member, code=client, **body.dict(), expected=edge.tag(match), actor=actor_of(request), now=clock.now()
    )
    return {"id": made}


@router.post("/members/{member_class}/{member_code}/switch", auth=edge.MANAGE, response=shapes.Turned)
def switch_member(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, body: shapes.Suspending, key: Key
) -> dict[str, bool]:
    """Suspend a member with all its systems, or let it take part again."""
    return _turn(request, edge.member_of(member_class, member_code), body)


@router.post(f"{_CLIENT}/switch", auth=edge.MANAGE, response=shapes.Turned)
def switch_client(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, body: shapes.Suspending, key: Key
) -> dict[str, bool]:
    """Suspend a system, or let it take part again."""
    return _turn(request, edge.client_of(member_class, member_code, client), body)


@router.post(f"{_CLIENT}/networks/end", auth=edge.MANAGE, response=shapes.Turned)
def end_networks(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, body: shapes.Revoking, key: Key
) -> dict[str, bool]:
    """Let nobody speak for the system any more but holders of its certificates, before its `networks_until` comes."""
    identifier = edge.client_of(member_class, member_code, client)
    return {"changed": api.end_networks(client=identifier, reason=body.reason, actor=actor_of(request), now=clock.now())}


def _turn(request: HttpRequest, identifier: str, body: shapes.Suspending) -> dict[str, bool]:
    act = api.resume if body.active else api.suspend
    return {"changed": act(id=identifier, reason=body.reason, actor=actor_of(request), now=clock.now())}


@router.get("/members/{member_class}/{member_code}/affected", auth=edge.READ, response=shapes.AffectedOut)
def affected_by_member(request: HttpRequest, member_class: edge.Code, member_code: edge.Code) -> Any:
    """Who is hit when the member is suspended."""
    return asdict(api.affected(id=edge.member_of(member_class, member_code), actor=actor_of(request)))


@router.get(f"{_CLIENT}/affected", auth=edge.READ, response=shapes.AffectedOut)
def affected_by_client(request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code) -> Any:
    """Who is hit when the system is suspended."""
    return asdict(api.affected(id=edge.client_of(member_class, member_code, client), actor=actor_of(request)))


@router.get("/services", auth=edge.READ, response=shapes.Services)
def services(
    request: HttpRequest, query: edge.Words = "", state: Literal["", "on", "off"] = "", after: edge.After = "", limit: edge.Rows = 50
) -> dict[str, Any]:
    """Services by identifier."""
    return edge.page(api.catalogue(actor=actor_of(request), query=query, state=state), key="id", after=after, limit=limit)


@router.get(_SERVICE, auth=edge.READ, response=shapes.ServiceOut)
def service(
    request: HttpRequest, response: HttpResponse, member_class: edge.Code, member_code: edge.Code, client: edge.Code, service: edge.Code
) -> Any:
    """One service; its ETag goes into `If-Match`."""
    return edge.tagged(response, api.service(id=edge.service_of(member_class, member_code, client, service), actor=actor_of(request)))


@router.put(_SERVICE, auth=edge.MANAGE, response=shapes.Made)
def put_service(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, service: edge.Code, body: shapes.ServiceIn,
    key: Key, match: edge.Match = "",
) -> dict[str, str]:  # fmt: skip
    """Register a service, or change what is named of it."""
    actor, now, given = actor_of(request), clock.now(), body.dict(exclude_unset=True)
    identifier = edge.service_of(member_class, member_code, client, service)
    known = {one.id for one in api.catalogue(actor=actor)}
    if identifier in known:
        api.change_service(service=identifier, settings=given, expected=edge.tag(match), actor=actor, now=now)
        return {"id": identifier}
    made = api.register_service(
        subsystem=edge.client_of(member_class, member_code, client), code=service, base_url=given.pop("base_url", "") or "",
        name_vi=given.pop("name_vi", None) or service, settings=given, actor=actor, now=now,
    )  # fmt: skip
    return {"id": made}


@router.post(f"{_SERVICE}/switch", auth=edge.OWNER, response={204: None})
def switch(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, service: edge.Code, body: shapes.Switching,
    key: Key,
) -> None:  # fmt: skip
    """Switch a service on or off."""
    identifier = edge.service_of(member_class, member_code, client, service)
    api.set_service_enabled(service=identifier, **body.dict(), actor=actor_of(request), now=clock.now())


@router.put(f"{_SERVICE}/own-pace", auth=edge.OWNER, response={204: None})
def own_pace(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, service: edge.Code, body: shapes.OwnPace,
    key: Key, match: edge.Match = "",
) -> None:  # fmt: skip
    """Bound how much each client may call one's own service."""
    identifier = edge.service_of(member_class, member_code, client, service)
    api.change_service(service=identifier, settings=body.dict(), expected=edge.tag(match), actor=actor_of(request), now=clock.now())


@router.post(f"{_SERVICE}/changes", auth=edge.OWNER, response={204: None})
def note(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, service: edge.Code, body: shapes.Noting,
    key: Key,
) -> None:
    """Write an entry of the change log; the same version twice is written once."""
    identifier = edge.service_of(member_class, member_code, client, service)
    api.note_change(service=identifier, **body.dict(), actor=actor_of(request), now=clock.now())


@router.get("/rights", auth=edge.READ, response=shapes.Rights)
def rights(
    request: HttpRequest, service: Annotated[str, Query(max_length=300)] = "", client: Annotated[str, Query(max_length=300)] = "",
    after: Annotated[int, Query(ge=0, le=2**62)] = 0, limit: edge.Rows = 50,
) -> dict[str, Any]:  # fmt: skip
    """Rights by id, of a service or a client."""
    later = [r for r in api.rights(actor=actor_of(request), service=service, client=client) if r.id > after]
    return {"rows": [asdict(r) for r in later[:limit]], "next": str(later[limit - 1].id) if len(later) > limit else ""}


@router.post("/rights", auth=edge.MANAGE, response={204: None})
def grant(request: HttpRequest, body: shapes.RightIn, key: Key) -> None:
    """Give a right; giving it twice is giving it once."""
    api.register_right(**body.dict(), actor=actor_of(request), now=clock.now())


@router.post("/rights/revoke", auth=edge.OWNER, response=shapes.TakenBack)
def revoke(request: HttpRequest, body: shapes.RightGone, key: Key) -> dict[str, bool]:
    """Take a right back that no data-sharing request gave."""
    return {"taken": api.revoke_right(**body.dict(), actor=actor_of(request), now=clock.now())}


@router.get("/groups", auth=edge.READ, response=list[shapes.GroupIO])
def groups(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups by name."""
    return [asdict(g) for g in api.groups(actor=actor_of(request))]


@router.get("/groups/{name}", auth=edge.READ, response=shapes.GroupIO)
def group(request: HttpRequest, response: HttpResponse, name: edge.Code) -> Any:
    """One group; its ETag goes into `If-Match`."""
    return edge.tagged(response, api.group(name=name, actor=actor_of(request)))


@router.put("/groups/{name}", auth=edge.MANAGE, response={204: None})
def put_group(request: HttpRequest, name: edge.Code, body: shapes.GroupIn, key: Key, match: edge.Match = "") -> None:
    """Make or change a group."""
    api.set_group(name=name, **body.dict(), expected=edge.tag(match), actor=actor_of(request), now=clock.now())


@router.delete("/groups/{name}", auth=edge.MANAGE, response={204: None})
def delete_group(request: HttpRequest, name: edge.Code, key: Key) -> None:
    """Remove a group that no right names."""
    api.remove_group(name=name, actor=actor_of(request), now=clock.now())
