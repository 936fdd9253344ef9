"""What the operations of the exchange share: audiences, identifiers in addresses, tags, pages by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query

from motcua.foundation.outbox import api as outbox
from motcua.gateway import protocol
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.web import actor_of
from motcua.platform.exchange import conf, policies

READ = Audience("officer", roles=(Role.OPERATOR, Role.ADMIN), also=("machine",), scope=policies.READ)
MANAGE = Audience("officer", roles=(Role.ADMIN,), also=("machine",), scope=policies.MANAGE)
OWNER = Audience("officer", roles=(Role.ADMIN, Role.LEADER), also=("machine",), scope=policies.MANAGE)
PEOPLE = Audience("officer", roles=(Role.APPRAISER, Role.LEADER, Role.OPERATOR, Role.ADMIN))
Code = Annotated[str, Path(max_length=60, pattern=r"^[^\x00-\x1f/%]+$")]
After = Annotated[str, Query(max_length=300, description="`next` of the page before; empty for the first.")]
Words = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$", description="Words of a name or a code.")]
Rows = Annotated[int, Query(ge=1, le=200, description="Rows of a page, at most 200.")]
Match = Annotated[str, Header(alias="If-Match", max_length=40, description="The ETag that the caller saw; 412 when it changed since.")]


def client_of(member_class: str, member_code: str, client: str) -> str:
    """The identifier of a system from the parts of an address."""
    return str(protocol.ClientId(conf.INSTANCE, member_class, member_code, client))


def member_of(member_class: str, member_code: str) -> str:
    """The identifier of a member from the parts of an address."""
    return str(protocol.ClientId(conf.INSTANCE, member_class, member_code))


def service_of(member_class: str, member_code: str, client: str, service: str) -> str:
    """The identifier of a service from the parts of an address."""
    return str(protocol.ServiceId(conf.INSTANCE, member_class, member_code, client, service))


def tag(match: str) -> str:
    """The tag inside ``If-Match``; empty without one."""
    return match.removeprefix("W/").strip('"')


def tagged(response: HttpResponse, found: Any) -> dict[str, Any]:
    """A thing as it is told, its tag in the ETag."""
    response["ETag"] = f'"{found.tag}"'
    return asdict(found)


def page(rows: Sequence[Any], *, key: str, after: str, limit: int) -> dict[str, Any]:
    """A page of rows in the order of ``key``; ``next`` is the key to go on after."""
    later = [row for row in rows if str(getattr(row, key)) > after]
    return {"rows": [asdict(row) for row in later[:limit]], "next": str(getattr(later[limit - 1], key)) if len(later) > limit else ""}


def once(request: HttpRequest, what: str, key: str, body: Mapping[str, Any], act: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    """Do a command of the caller once per key; the answer that is kept holds no secret. ``KeyReused``."""
    return outbox.do_once(scope=f"exchange.{what}:{actor_of(request).ref}", key=key, body=body, now=clock.now(), act=act)
