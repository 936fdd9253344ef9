"""What an action would print, as PDF with a mark that it is not issued; nothing is written by asking."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from motcua.kit import clock
from motcua.kit.web import actor_of, file_response
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Outcome, SideVerb, Verb
from motcua.platform.casework.rest.edge import HANDLING, Words, opened

router = Router(tags=["casework: papers"])


Printing = Literal["receive", "request_supplement", "refuse", "stop", "propose_result", "sign_result", "extend_due"]


class Previewing(Schema):
    """The verb that would be done and its wording; what the verb does not print is left out of account."""

    verb: Printing
    reason: Words = ""
    items: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=20)] = []
    days: Annotated[int | None, Field(ge=1, le=400)] = None
    decision: Outcome | None = None


@router.post("/dossiers/{code}/preview", auth=HANDLING)
def preview(request: HttpRequest, code: str, body: Previewing) -> HttpResponse:
    """The sheet (Mẫu 01–05) or result that the verb would issue, as PDF."""
    verb = SideVerb.EXTEND_DUE if body.verb == "extend_due" else Verb(body.verb)
    wording = casework.Wording(reason=body.reason, items=tuple(body.items), days=body.days, decision=body.decision)
    content = casework.preview(code=code, verb=verb, wording=wording, actor=actor_of(request), now=clock.now())
    opened(request, code=code, what=f"preview:{verb}")
    return file_response(name=f"xem-truoc-{code}.pdf", mime="application/pdf", content=content)  # type: ignore[return-value]
