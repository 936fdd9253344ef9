"""Machine-readable return by post: what people and the desk choose, and where the post tells of its consignments."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.services.post import api
from motcua.services.post.rest import returning

router = Router(tags=["post"])
router.add_router("", returning.router)


@router.post("/events", auth=Audience("machine"), summary="Event of the post on a consignment (signed)")
def event(request: HttpRequest) -> dict[str, bool]:
    """Authenticated by the post's signature over the body. 200 means heard, also for repeated events and unknown consignments."""
    return {"changed": api.receive_event(raw=request.body, headers=dict(request.headers), now=clock.now())}
