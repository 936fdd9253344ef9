"""What an action would print, opened beside the page before it is done; nothing is issued by looking."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from motcua.kernel.actors import Role
from motcua.kernel.errors import Invalid, NamedError, NotFound
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Outcome, SideVerb, Verb
from motcua.platform.casework.web.officer import beside, desk, papers
from motcua.platform.casework.web.officer.acting import prefix_of
from motcua.platform.casework.web.officer.panels import typed_values

ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER)
_MOST_DAYS = 3  # digits


@audience("officer", roles=ROLES)
@require_POST
def preview(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """The PDF of what is typed in the form of ``verb``; refused: the form again with everything typed and what is missing."""
    side = verb == SideVerb.EXTEND_DUE
    if not side and verb not in {v.value for v in Verb}:
        raise Http404
    prefix = "" if side else prefix_of(request, verb)
    wanted = SideVerb(verb) if side else Verb(verb)
    try:
        content = casework.preview(
            code=code, verb=wanted, wording=_wording(request, f"{prefix}-" if prefix else ""), actor=actor_of(request), now=clock.now()
        )
    except NotFound:
        raise
    except NamedError as error:
        return _again(request, code, verb, prefix, error)
    papers.opened(request, code, f"preview:{verb}")
    return file_response(name=f"xem-truoc-{code}.pdf", mime="application/pdf", content=content, download=False)  # type: ignore[return-value]


def _wording(request: HttpRequest, prefix: str) -> casework.Wording:
    def text(name: str) -> str:
        return request.POST.get(f"{prefix}{name}", "").strip()

    days = text("deadline_days") or text("days")
    decision = text("decision")
    return casework.Wording(
        reason=text("reason") or text("note"), items=tuple(text("items").splitlines()),
        days=int(days) if days.isdecimal() and len(days) <= _MOST_DAYS else None,
        decision=Outcome(decision) if decision in {o.value for o in Outcome} else None,
    )


def _again(request: HttpRequest, code: str, verb: str, prefix: str, error: NamedError) -> HttpResponse:
    language = language_of(request)
    fields = error.fields if isinstance(error, Invalid) else {}
    errors = {name: pair[language == "en"] for name, pair in fields.items()}
    problem = error.sentence(language)
    if not prefix:
        found = casework.dossier(code=code, actor=actor_of(request), language=language)
        return beside.show(request, found, verb, errors=errors, problem="" if errors else problem, status=error.status)
    return desk.page(
        request, code, failed=prefix, typed=typed_values(request, prefix), errors=errors, problem=problem, status=error.status
    )
