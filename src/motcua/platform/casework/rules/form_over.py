"""What one form changes in another that it stands over (``over``): pages put in, questions added, checks added; a complete document."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

_LISTS = frozenset({"over", "pages", "checks"})


class FormOverBroken(ValueError):
    """A form stands over one that there is not, or puts a page after one that there is not."""


def completed(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Every document by key, those with ``over`` as complete ones. ``FormOverBroken``."""
    return {key: over(document, forms=documents) if "over" in document else document for key, document in documents.items()}


def over(document: Mapping[str, Any], *, forms: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A form over the one that it names. ``FormOverBroken``.

    A page whose key the other form has adds its questions at that page's end; any other page says ``after`` which page it comes.
    """
    base = forms.get(document["over"])
    if base is None or "over" in base:
        raise FormOverBroken(f"{document['key']}: no form {document['over']!r} to stand over")
    whole = deepcopy(dict(base)) | {name: value for name, value in document.items() if name not in _LISTS}
    for page in document.get("pages", ()):
        keys = [p["key"] for p in whole["pages"]]
        if page["key"] in keys:
            whole["pages"][keys.index(page["key"])]["fields"] += page["fields"]
            continue
        if page.get("after") not in keys:
            raise FormOverBroken(f"{document['key']}: page {page['key']!r} after {page.get('after')!r}")
        own = {name: value for name, value in page.items() if name != "after"}
        whole["pages"].insert(keys.index(page["after"]) + 1, own)
    whole["checks"] = [*whole.get("checks", ()), *document.get("checks", ())]
    return whole
