"""``/api/3/action/<name>``: one door for all actions, with CKAN's envelope, statuses and headers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from motcua.insight.opendata import api as opendata
from motcua.insight.opendata.web.ckan import arguments, datastore, packages, search
from motcua.insight.opendata.web.ckan.arguments import Arguments
from motcua.insight.opendata.web.ckan.errors import BadRequest, Invalid, NotFound
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import audience

_CALLBACK = re.compile(r"^[A-Za-z_$][\w.$]{0,60}$")


def _package_list(a: Arguments, *, now: datetime) -> Any:
    names = [d.slug for d in opendata.catalogue()]
    start = a.whole("offset", 0, top=10**9)
    return names[start : start + a.whole("limit", len(names), top=1000)]


def _package_show(a: Arguments, *, now: datetime) -> Any:
    ident = a.text("id") or a.text("name_or_id")
    if not ident:
        raise Invalid({"name_or_id": ["Missing value"]})
    return packages.package(opendata.dataset(slug=ident), now=now)


def _resource_show(a: Arguments, *, now: datetime) -> Any:
    ident = a.required("id")
    for package in (packages.package(d, now=now) for d in opendata.catalogue()):
        for resource in package["resources"]:
            if resource["id"] == ident:
                return resource
    raise NotFound("Resource was not found.")


def _organizations() -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for dataset in opendata.catalogue():
        one = made.setdefault(dataset.publisher_slug, packages.organization(dataset) | {"package_count": 0})
        one["package_count"] += 1
    return made


def _organization_list(a: Arguments, *, now: datetime) -> Any:
    made = _organizations()
    return list(made.values()) if a.flag("all_fields", default=False) else list(made)


def _organization_show(a: Arguments, *, now: datetime) -> Any:
    ident = a.required("id")
    for one in _organizations().values():
        if ident in (one["id"], one["name"]):
            more = {"extras": [], "groups": [], "tags": [], "users": [], "display_name": one["title"], "image_display_url": ""}
            return one | more | {"num_followers": 0}
    raise NotFound("Organization was not found.")


def _tag_list(a: Arguments, *, now: datetime) -> Any:
    return sorted({name for d in opendata.catalogue() for name in d.tags})


def _license_list(a: Arguments, *, now: datetime) -> Any:
    return list({d.licence_id: packages.licence(d) for d in opendata.catalogue()}.values())


def _group_list(a: Arguments, *, now: datetime) -> Any:
    return []


def _status_show(a: Arguments, *, now: datetime) -> Any:
    return packages.status()


def _site_read(a: Arguments, *, now: datetime) -> Any:
    return True


def _help_show(a: Arguments, *, now: datetime) -> Any:
    name = a.required("name")
    if name not in ACTIONS:
        raise NotFound("Action name not known.")
    return (ACTIONS[name].__doc__ or name).strip()


ACTIONS: Mapping[str, Callable[..., Any]] = {
    "package_list": _package_list,
    "package_show": _package_show,
    "package_search": search.run,
    "resource_show": _resource_show,
    "datastore_search": datastore.run,
    "datastore_info": datastore.info,
    "organization_list": _organization_list,
    "organization_show": _organization_show,
    "group_list": _group_list,
    "tag_list": _tag_list,
    "license_list": _license_list,
    "status_show": _status_show,
    "site_read": _site_read,
    "help_show": _help_show,
}


@csrf_exempt
@audience("public")
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def action(request: HttpRequest, name: str) -> HttpResponse:
    """Run one action. Reading needs no account, so no cookie is looked at and nothing can be forged across sites."""
    if request.method == "OPTIONS":
        return _open(HttpResponse(status=204))
    help_url = f"{settings.MOTCUA_BASE_URL}/api/3/action/help_show?name={name}"
    if name not in ACTIONS:
        return _bare(f"Bad request: Action name not known: {name}", status=400)
    try:
        result = ACTIONS[name](arguments.of(request), now=clock.now())
    except BadRequest as error:
        return _bare(f"Bad request: {error}", status=400)
    except (NotFound, Invalid, NamedError) as error:
        return _failed(help_url, error)
    raw = name.startswith("datastore_")
    text = json.dumps({"help": help_url, "success": True, "result": result}, ensure_ascii=not raw, default=datastore.plain)
    return _answer(request, text)


@audience("public")
def version(request: HttpRequest) -> HttpResponse:
    """``/api/3``: the version of the API."""
    return _open(HttpResponse('{"version": 3}', content_type="application/json;charset=utf-8"))


def _answer(request: HttpRequest, text: str) -> HttpResponse:
    callback = request.GET.get("callback", "")
    if request.method == "GET" and _CALLBACK.match(callback):
        return _open(HttpResponse(f"{callback}({text});", content_type="application/javascript;charset=utf-8"))
    return _open(HttpResponse(text, content_type="application/json;charset=utf-8"))


def _failed(help_url: str, error: Exception) -> HttpResponse:
    body, status = _refusal(error)
    text = json.dumps({"help": help_url, "success": False, "error": body})
    return _open(HttpResponse(text, status=status, content_type="application/json;charset=utf-8"))


def _refusal(error: Exception) -> tuple[dict[str, Any], int]:
    """A refusal of ours as CKAN would say it."""
    if isinstance(error, NotFound | opendata.DatasetUnknown):
        return {"__type": "Not Found Error", "message": f"Not found: {error}" if str(error) else "Not found"}, 404
    if isinstance(error, Invalid):
        return {**error.fields, "__type": "Validation Error"}, 409
    if isinstance(error, opendata.SearchInvalid):
        return {str(error.params["field"]): [str(error.params["reason"])], "__type": "Validation Error"}, 409
    named = error if isinstance(error, NamedError) else NamedError()
    message = f"{named.sentence('vi')} / {named.sentence('en')}"
    if named.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return {"__type": "Internal Error", "message": message}, named.status
    return {"__type": "Search Query Error", "message": message}, 409


def _bare(sentence: str, *, status: int) -> HttpResponse:
    return _open(HttpResponse(json.dumps(sentence), status=status, content_type="application/json;charset=utf-8"))


def _open(response: HttpResponse) -> HttpResponse:
    """Open data may be read from any site's script; no credentials are involved."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
