"""An officer's lists: filters, counts, search, lists kept under a name."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.rest import Cursor, Key, Limit
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions.expecting import do_once
from motcua.platform.casework.contracts.desk import SavedView, ViewUnknown
from motcua.platform.casework.rest.dossiers import Page, RowOut, page_out, row_out
from motcua.platform.casework.rest.edge import OFFICER
from motcua.platform.casework.rest.filtering import Filter

router = Router(tags=["casework: lists"])
Name = Annotated[str, Field(max_length=120, examples=["Quá hạn của tôi"])]


class Choice(Schema):
    """A code with its name."""

    code: str
    name: str


class Officer(Schema):
    """An officer who handles dossiers."""

    officer_id: UUID
    name: str


class Choices(Schema):
    """What stands to choice, from the work in hand."""

    procedures: list[Choice]
    fields: list[str]
    units: list[Choice]
    officers: list[Officer]


class Kept(Schema):
    """A list to be kept; `is_default` opens it by itself."""

    name: Name
    filter: Filter = Filter()
    is_default: bool = False


class ViewName(Schema):
    """Another name for a list."""

    name: Name


class Moved(Schema):
    """One place up, or down."""

    up: bool


class Default(Schema):
    """The list that opens by itself; null: none."""

    view_id: UUID | None = None


@router.get("/counts", auth=OFFICER, response=dict[str, int])
def counts(request: HttpRequest) -> Any:
    """How many open dossiers the officer has: in all, by status, late, soon, paused. Counted up to ten thousand."""
    return casework.counts(actor=actor_of(request), now=clock.now())


@router.get("/find", auth=OFFICER, response=list[RowOut])
def find(
    request: HttpRequest, q: Annotated[str, Query(min_length=1, max_length=120)], limit: Annotated[int, Query(ge=1, le=50)] = 10
) -> list[dict[str, Any]]:
    """Dossiers by code, number or name, open or done, of those that the officer may see."""
    found = casework.find(query=q, actor=actor_of(request), now=clock.now(), limit=limit)
    casework.note_list(codes=[row.code for row in found], actor=actor_of(request), now=clock.now(), source="casework.rest")
    return [row_out(row) for row in found]


@router.get("/choices", auth=OFFICER, response=Choices)
def choices(request: HttpRequest) -> dict[str, Any]:
    """What stands to choice in filters and for assigning: procedures, fields, units and officers of the work in hand."""
    found = casework.filter_choices(actor=actor_of(request), now=clock.now())
    return {
        "procedures": [{"code": code, "name": name} for code, name in found.procedures], "fields": found.fields,
        "units": [{"code": code, "name": name} for code, name in found.units],
        "officers": [{"officer_id": officer_id, "name": name} for officer_id, name in found.officers],
    }


@router.get("/views", auth=OFFICER, response=list[SavedView])
def views(request: HttpRequest) -> Any:
    """The officer's kept lists in her order; twenty at most, so there are no pages."""
    return list(casework.saved_views(actor=actor_of(request)))


@router.post("/views", auth=OFFICER, response=SavedView)
def save(request: HttpRequest, body: Kept, key: Key) -> Any:
    """Keep a list under a name."""
    return _saved(request, None, body, key)


@router.put("/views/{uuid:view_id}", auth=OFFICER, response=SavedView)
def replace(request: HttpRequest, view_id: UUID, body: Kept, key: Key) -> Any:
    """Put other filters and another name into a kept list."""
    return _saved(request, view_id, body, key)


@router.post("/views/{uuid:view_id}/rename", auth=OFFICER, response=SavedView)
def rename(request: HttpRequest, view_id: UUID, body: ViewName, key: Key) -> Any:
    """Another name; the filters stay."""
    a = actor_of(request)
    do_once(
        what="view_rename", key=key, body={"view": str(view_id), **body.dict()}, actor=a, now=clock.now(),
        act=lambda: {"view": str(casework.rename_view(view_id=view_id, name=body.name, actor=a).view_id)},
    )  # fmt: skip
    return _view(request, view_id)


@router.post("/views/{uuid:view_id}/move", auth=OFFICER, response=list[SavedView])
def move(request: HttpRequest, view_id: UUID, body: Moved, key: Key) -> Any:
    """Change places with the neighbour; the lists in their new order."""
    a = actor_of(request)
    do_once(
        what="view_move", key=key, body={"view": str(view_id), **body.dict()}, actor=a, now=clock.now(),
        act=lambda: casework.move_view(view_id=view_id, up=body.up, actor=a),
    )  # fmt: skip
    return list(casework.saved_views(actor=a))


@router.post("/views/default", auth=OFFICER, response=list[SavedView])
def choose_default(request: HttpRequest, body: Default, key: Key) -> Any:
    """Which list opens by itself."""
    casework.choose_default_view(view_id=body.view_id, actor=actor_of(request))
    return list(casework.saved_views(actor=actor_of(request)))


@router.delete("/views/{uuid:view_id}", auth=OFFICER, response={204: None})
def forget(request: HttpRequest, view_id: UUID, key: Key) -> None:
    """Forget a kept list; what is not there is forgotten already."""
    casework.delete_view(view_id=view_id, actor=actor_of(request))


@router.get("/views/{uuid:view_id}/dossiers", auth=OFFICER, response=Page)
def run(request: HttpRequest, view_id: UUID, after: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """The dossiers of a kept list as they are now, page by page."""
    kept = _view(request, view_id)
    page = casework.inbox(actor=actor_of(request), now=clock.now(), filters=kept.filter, cursor=after, limit=limit)
    return page_out(page)


def _saved(request: HttpRequest, view_id: UUID | None, body: Kept, key: str) -> SavedView:
    a, now = actor_of(request), clock.now()

    def go() -> dict[str, Any]:
        kept = casework.save_view(
            name=body.name, filters=body.filter.wanted(), actor=a, now=now, is_default=body.is_default, view_id=view_id
        )
        return {"view": str(kept.view_id)}

    said = {"view": str(view_id or ""), **body.dict()}
    done = do_once(what="view_save", key=key, body=said, actor=a, now=now, act=go)
    return _view(request, UUID(done["view"]))


def _view(request: HttpRequest, view_id: UUID) -> SavedView:
    found = next((v for v in casework.saved_views(actor=actor_of(request)) if v.view_id == view_id), None)
    if found is None:
        raise ViewUnknown
    return found
