"""After the confirmation: what was about to be done, and the button that does it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.foundation.identity.actions import confirming
from motcua.kernel.actors import Role
from motcua.kit.ui import frame
from motcua.kit.web import actor_of, audience


@never_cache
@audience("citizen", officers=list(Role))
@require_http_methods(["GET", "HEAD", "POST"])
def unfinished(request: HttpRequest) -> HttpResponse:
    """What waits, to be sent by the person herself; POST lets it go and leads back to the page it came from."""
    found = confirming.unfinished(request=request)
    if found is None:
        return redirect(frame.home_url(actor_of(request)))
    if request.method == "POST":
        confirming.forget(request=request)
        return redirect(found.back)
    return render(request, "identity/unfinished.html", {"found": found})
