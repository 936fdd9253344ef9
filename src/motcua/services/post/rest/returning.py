"""How results are returned by post: chosen with a draft or for a dossier, and handed over at the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Role
from motcua.kernel.clock import local_date
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.eforms import api as eforms
from motcua.services.post import api
from motcua.services.post.contracts import ConsignmentState, ConsignmentView, PostAddress, PostStatus

router = Router(tags=["post"])
PUBLIC, OWNER = Audience("public"), Audience("citizen")
READER = Audience("citizen", also=("officer",))
CHOOSER = Audience("citizen", also=("officer",), roles=(Role.RECEPTION,))
DESK = Audience("officer", roles=(Role.RECEPTION,))
_NOBODY = PostAddress(name="", phone="", line="")
Code = Annotated[str, Path(max_length=80, examples=["H24.11329-260309-0001"])]
Text = Annotated[str, Field(max_length=200)]
UnitCode = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z._-]*$")]
After = Annotated[UUID | None, Query(description="`next` of the page before.")]
Rows = Annotated[int, Query(ge=1, le=200, description="Rows of a page, at most 200.")]


class PostOffer(Schema):
    """Whether results can be sent by post, and what the postman collects (đồng) within the city and beyond it."""

    offered: bool
    fee_city: int
    fee_country: int


class PostStepOut(Schema):
    """One event of the post."""

    status: PostStatus
    at: datetime


class PostAddressOut(Schema):
    """Where a result is sent; empty for an officer who may not see personal data."""

    name: str
    phone: str
    line: str
    unit_code: str
    unit_name: str
    old_unit_code: str
    elsewhere: str


class ConsignmentOut(Schema):
    """A result by post; `fee` đồng are collected on delivery, `problem` is why the post did not take it."""

    consignment_id: UUID
    dossier_code: str
    state: ConsignmentState
    address: PostAddressOut
    fee: int
    tracking_code: str
    handed_over_at: datetime | None
    delivered_at: datetime | None
    returned_at: datetime | None
    problem: str
    steps: list[PostStepOut]


class WayOfReturn(Schema):
    """How the result is returned: by post, or at the desk; `consignment` is null when nobody ever asked for the post."""

    way: Literal["post", "desk"]
    consignment: ConsignmentOut | None


class PostAddressIn(Schema):
    """`unit_code`: the commune of today, or `old_unit_code`: that of before 1 July 2025, or `elsewhere`: commune and province."""

    name: Annotated[Text, Field(examples=["Đỗ Thị Hải Yến"])]
    phone: Annotated[Text, Field(examples=["0912 345 678"])]
    line: Annotated[Text, Field(examples=["Số 5 đường Lê Lợi"])]
    unit_code: Annotated[UnitCode, Field(examples=["11329"])] = ""
    old_unit_code: UnitCode = ""
    elsewhere: Text = ""


class ReturnChoosing(Schema):
    """By post with an address, or at the desk without one."""

    way: Annotated[Literal["post", "desk"], Field(examples=["post"])]
    address: PostAddressIn | None = None

    def wanted(self) -> PostAddress | None:
        """As the door takes it: None is the desk."""
        if self.way == "desk":
            return None
        return PostAddress(**self.address.dict()) if self.address else _NOBODY


class ConsignmentsOut(Schema):
    """A page, the oldest first."""

    rows: list[ConsignmentOut]
    next: UUID | None


@router.get("/offer", auth=PUBLIC, response=PostOffer)
def offer(request: HttpRequest) -> dict[str, Any]:
    """Whether a result can be sent by post here, and the postage of today."""
    today = local_date(clock.now())
    return {
        "offered": api.offered(), "fee_city": api.fee(unit_code="city", on=today), "fee_country": api.fee(unit_code="", on=today),
    }  # fmt: skip


@router.get("/drafts/{uuid:draft_id}", auth=OWNER, response=WayOfReturn)
def of_draft(request: HttpRequest, draft_id: UUID) -> dict[str, Any]:
    """What was chosen with a draft of the caller's."""
    a = actor_of(request)
    eforms.draft(draft_id=draft_id, actor=a)
    return _way(api.of_draft(draft_id=draft_id, actor=a))


@router.post("/drafts/{uuid:draft_id}", auth=OWNER, response=WayOfReturn)
def choose_for_draft(request: HttpRequest, draft_id: UUID, body: ReturnChoosing, key: Key) -> dict[str, Any]:
    """Choose with a draft; the choice goes along when it is submitted."""
    a = actor_of(request)

    def go() -> None:
        api.choose_for_draft(draft_id=draft_id, address=body.wanted(), actor=a, now=clock.now())

    _once(request, "choose_for_draft", key, {"draft": str(draft_id), **body.dict()}, go)
    return of_draft(request, draft_id)


@router.get("/dossiers/{code}", auth=READER, response=WayOfReturn)
def of_dossier(request: HttpRequest, code: Code) -> dict[str, Any]:
    """How a dossier's result goes by post, with what the post told; to whoever may know the dossier."""
    return _way(api.of_dossier(code=code, actor=actor_of(request)))


@router.post("/dossiers/{code}", auth=CHOOSER, response=WayOfReturn)
def choose(request: HttpRequest, code: Code, body: ReturnChoosing, key: Key) -> dict[str, Any]:
    """Choose or change until the post has the result: its owner, or reception for her. 409 afterwards."""
    a = actor_of(request)

    def go() -> None:
        api.choose(code=code, address=body.wanted(), actor=a, now=clock.now())

    _once(request, "choose", key, {"code": code, **body.dict()}, go)
    return _way(api.of_dossier(code=code, actor=a))


@router.get("/waiting", auth=DESK, response=ConsignmentsOut)
def waiting(request: HttpRequest, after: After = None, limit: Rows = 50) -> dict[str, Any]:
    """Results that wait at the officer's desks to be handed over, and those that came back."""
    found = api.waiting(actor=actor_of(request), after=after, limit=limit + 1)
    shown = found[:limit]
    codes = [one.dossier_code for one in shown]
    casework.note_list(codes=codes, actor=actor_of(request), now=clock.now(), source="post.desk", contact=True, at_work=True)
    return {"rows": list(shown), "next": shown[-1].consignment_id if len(found) > limit else None}


@router.post("/dossiers/{code}/hand-over", auth=DESK, response=WayOfReturn)
def hand_over(request: HttpRequest, code: Code, key: Key) -> dict[str, Any]:
    """Give a result to the post. While the post is silent the state is `ordered`, and it is asked again by itself."""
    a, now = actor_of(request), clock.now()

    def go() -> dict[str, Any]:
        return {"code": api.hand_over(code=code, actor=a, now=now).dossier_code}

    done = _once(request, "hand_over", key, {"code": code}, go)
    api.order_due(now=now, code=done["code"])  # outside of the transaction of the command: the post may be slow
    return _way(api.of_dossier(code=done["code"], actor=a))


def _once(request: HttpRequest, what: str, key: str, body: Mapping[str, Any], act: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    return outbox.do_once(scope=f"post.{what}:{actor_of(request).ref}", key=key, body=body, now=clock.now(), act=act)


def _way(found: ConsignmentView | None) -> dict[str, Any]:
    by_post = found is not None and found.state is not ConsignmentState.DROPPED
    return {"way": "post" if by_post else "desk", "consignment": found}
