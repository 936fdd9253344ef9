"""Rooms that a city switches off: what may go goes without a trace, what others need is refused with words."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from motcua.kit import rooms

EVERY = tuple(rooms.discover())
NEEDED = {name for room in EVERY for name in rooms.needs(room)}
FREE = sorted(room.name for room in EVERY if room.name not in NEEDED)
# Contracts alone, behind which no table stands; its pages are linked by ``rooms.is_on``.
LOOSE = {("developers", "signon")}
_START = """
import django
django.setup()
from django.core.management import call_command
from django.urls import reverse
from motcua.kit import shell
call_command("check")
for entry in shell.account_links:
    reverse(entry.url_name)
print("STARTED", len([reverse(entry.url_name) for entry in shell.menu]))
"""


def files(room: rooms.Room, kind: str) -> Iterator[Path]:
    for path in room.folder.rglob(f"*.{kind}"):
        if not {"tests", "migrations"} & set(path.parts) and not path.name.startswith("testing"):
            yield path


def imported(room: rooms.Room) -> set[str]:
    """Names of the rooms whose code this room imports."""
    found = set()
    for path in files(room, "py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
                found |= {p[2] for p in (name.split(".") for name in names) if len(p) > 2 and p[0] == "motcua" and p[1] in rooms.FLOORS}
    return found - {room.name}


@pytest.fixture
def off(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    rooms.discover.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    rooms.discover.cache_clear()


@pytest.mark.parametrize("room", EVERY, ids=lambda room: room.name)
def test_a_room_declares_every_room_that_it_imports(room: rooms.Room) -> None:
    assert {name for name in imported(room) - set(rooms.needs(room)) if (room.name, name) not in LOOSE} == set()


def test_these_may_be_switched_off_alone() -> None:
    assert {"privacy", "vault", "developers", "portal", "desk"} <= set(FREE)


@pytest.mark.parametrize("name", FREE)
def test_each_of_them_goes_alone(off: pytest.MonkeyPatch, name: str) -> None:
    off.setenv("MOTCUA_ROOMS_OFF", name)
    assert name not in {room.name for room in rooms.discover()}


@pytest.mark.parametrize(("wish", "says"), [("credentials", "vault needs credentials"), ("signon", "privacy needs signon"), ("nosuch", "no room nosuch"), ("identity", "needs identity")])  # fmt: skip
def test_what_others_need_and_what_does_not_exist_is_refused_with_words(off: pytest.MonkeyPatch, wish: str, says: str) -> None:
    off.setenv("MOTCUA_ROOMS_OFF", wish)
    with pytest.raises(ImproperlyConfigured, match=says):
        rooms.discover()


def test_no_template_links_firmly_into_a_room_that_may_be_off() -> None:
    """``{% url … as … %}`` gives nothing when the address is gone; without ``as`` the page would fail."""
    owner = {
        name: room.name for room in EVERY if room.name in FREE for path in files(room, "py") if "urls" in str(path)
        for name in re.findall(r'name="(\w+)"', path.read_text("utf-8"))
    }  # fmt: skip
    assert "privacy_rights" in owner
    firm = [
        (str(path.relative_to(rooms.ROOT)), name)
        for room in EVERY for path in files(room, "html")
        for name, rest in re.findall(r"{% url [\"'](\w+)[\"']([^%]*)%}", path.read_text("utf-8"))
        if owner.get(name, room.name) != room.name and " as " not in rest
    ]  # fmt: skip
    assert firm == []


def test_the_site_starts_with_all_of_them_off_and_its_menus_lead_somewhere() -> None:
    environment = {**os.environ, "MOTCUA_ROOMS_OFF": ",".join([*FREE, "credentials", "signon"])}
    done = subprocess.run([sys.executable, "-c", _START], env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert "STARTED" in done.stdout, done.stderr[-2000:]
