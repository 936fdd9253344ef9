"""The export for inspectors: one JSON line for each entry as it flows, then a manifest with count, digest and signature."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from motcua.foundation.audit import api as audit
from motcua.foundation.audit.web import filters
from motcua.foundation.audit.web.views import ROLES, named_in, overseen
from motcua.foundation.identity import api as identity
from motcua.kit import clock
from motcua.kit.web import actor_of, audience

_SHORTEST_GROUND = 5
_PAGE = 500


@audience("officer", roles=ROLES)
@require_POST
@identity.confirmed(act=gettext_lazy("xuất nhật ký hệ thống"))
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Stream what the filters name, on a stated ground; recorded before the first line leaves."""
    wanted, ground, now = filters.wanted(request.POST), request.POST.get("can_cu_xuat", "").strip()[:500], clock.now()
    if len(ground) < _SHORTEST_GROUND or wanted.wrong:
        messages.error(request, _("Ghi căn cứ xuất nhật ký, ví dụ số quyết định thanh tra, và kiểm tra lại ngày."))
        return redirect("audit_log")
    told = {name: value for name, value in wanted.typed.items() if value}
    units = overseen(actor_of(request))
    if units is not None:
        told["units"] = ", ".join(sorted(units))
    audit.record(
        action="audit.exported", object_ref="audit.log", actor=actor_of(request), now=now, ground=ground, details=told,
        person=wanted.filters.get("person", ""), dossier=wanted.filters.get("dossier", "")[:60],
    )  # fmt: skip
    answer = StreamingHttpResponse(_lines(dict(wanted.filters) | {"units": units}, told, ground, now), content_type="application/x-ndjson")
    answer["Content-Disposition"] = f'attachment; filename="nhat-ky-{now:%Y%m%d-%H%M%S}.jsonl"'
    return answer


def _lines(wanted: Mapping[str, Any], told: Mapping[str, str], ground: str, now: datetime) -> Iterator[str]:
    digest, count, before = hashlib.sha256(), 0, None
    while True:
        page = audit.entries(**wanted, before=before, limit=_PAGE)
        names = audit.names_of(refs=named_in(page.entries))
        for entry in page.entries:
            line = json.dumps(_entry(entry, names), ensure_ascii=False, sort_keys=True) + "\n"
            digest.update(line.encode())
            count += 1
            yield line
        if page.next_before is None:
            break
        before = page.next_before
    manifest = {"filters": dict(told), "ground": ground, "exported_at": now.isoformat(), "entries": count, "sha256": digest.hexdigest()}
    yield json.dumps({"manifest": manifest} | _signed(manifest, now), ensure_ascii=False, sort_keys=True) + "\n"


def _signed(manifest: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """The signature over the canonical JSON of the manifest; nothing where nobody signs."""
    content = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    for signer in audit.root_signers:
        made = signer.sign(content=content, now=now)
        parts = {"signature": made.signature, "certificate": made.certificate, "time_stamp": made.time_stamp}
        return {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return {}


def _entry(entry: audit.AuditEntry, names: Mapping[str, str]) -> dict[str, Any]:
    """What is hashed, as it is recorded, and beside it the names of officers as they are known today."""
    return {
        "uuid": str(entry.uuid), "at": entry.at.isoformat(), "actor": entry.actor_ref, "on_behalf_of": entry.on_behalf_of,
        "actor_name": names.get(entry.actor_ref, ""), "on_behalf_of_name": names.get(entry.on_behalf_of, ""),
        "action": entry.action, "object": entry.object_ref, "ground": entry.ground, "details": entry.details, "person": entry.person,
        "dossier": entry.dossier, "unit": entry.unit, "stream": entry.stream, "seq": entry.seq,
    }  # fmt: skip
