"""What the how-to for developers says is done as it says: its blocks of code, one after the other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from motcua.channels.developers import api as developers
from motcua.config.wsgi import application
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "submit-a-dossier-by-api.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def said(monkeypatch) -> dict[str, Any]:
    """What the reader of the page has: the address, a client, a document."""
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)
    whole = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **more: whole(transport=httpx.WSGITransport(app=application), **more))
    for signal in (request_started, request_finished):  # the test's connection outlives the requests
        signal.disconnect(close_old_connections)
    with t.quick_papers():
        town = t.make_town()
        made = developers.create_client(
            name="Ứng dụng của tôi", contact="toi@example.vn", scopes=["dossiers:submit", "dossiers:read"], unit_codes=[t.UNIT],
            actor=town.admin, now=t.NOW,
        )  # fmt: skip
        yield {
            "BASE": "http://testserver", "CLIENT_ID": str(made.id), "CLIENT_SECRET": made.secret, "UNIT": t.UNIT, "PDF": t.PDF_BYTES,
            "town": town,
        }
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def run(said: dict[str, Any], *, until: int | None = None, begin: int = 0) -> None:
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8"))[begin:until]:
        exec(compile(block, PAGE.name, "exec"), said)


def test_the_page_is_done_as_it_stands(said):
    run(said)
    found = casework.dossier(code=said["made"]["fileId"], actor=said["town"].reception)
    assert (found.procedure_code, found.party.name, len(found.papers)) == (t.BIRTH, "Đỗ Thị Thử", 1)
    assert said["papers"]
    assert said["schema"]["type"] == "object"


def test_what_is_asked_for_is_supplied_as_it_says(said):
    run(said, until=5)
    code, town = said["made"]["fileId"], said["town"]
    casework.receive(code=code, actor=town.reception, now=t.NOW)
    casework.request_supplement(code=code, items=["Bản sao"], reason="thiếu giấy tờ", actor=town.reception, now=t.NOW)
    said["found"] = said["city"].get(f"/api/govstack/registration/applications/{code}").json()
    assert said["found"]["status"]["code"] == "SENDBACK"
    run(said, begin=5, until=6)
    assert casework.dossier(code=code, actor=town.appraiser).open_supplement is None
