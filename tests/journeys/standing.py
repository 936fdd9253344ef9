"""A site that stands for a whole file of journeys: built once with a town in it, looked at page by page, emptied at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from motcua.foundation.identity.testing import sign_in
from motcua.kernel.actors import Actor
from tests.journeys.browser import SCREENS, barriers, carry_session, clipped_marks, small_targets, take, too_wide, window

LANGUAGE = "django_language"


class Site:
    """A running site and one signed-in window for each of its people; None is a visitor.

    Sessions are opened beforehand: what a test writes stays in its own transaction, which the server does not see.
    """

    def __init__(self, browser: Browser, server: LiveServer, stack: ExitStack, people: Iterable[Actor | None]) -> None:
        self.url = server.url
        self.windows = {}
        for actor in people:
            self.windows[actor] = page = stack.enter_context(window(browser))
            if actor:
                carry_session(page.context, sign_in(Client(), actor), self.url)

    def look(self, actor: Actor | None, path: str, name: str, *, expected: str = "") -> Page:
        """Open a page, take its pictures and judge it."""
        page = self.windows[actor]
        page.complaints.clear()
        answer = page.goto(self.url + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        judge(page, name, expected=expected)
        return page

    @contextmanager
    def in_english(self, actor: Actor | None) -> Iterator[None]:
        """The window's person reads English inside the block, and Vietnamese after it: the tests of a file come in any order."""
        context = self.windows[actor].context
        context.add_cookies([{"name": LANGUAGE, "value": "en", "url": self.url}])
        yield
        context.clear_cookies(name=LANGUAGE)


def judge(page: Page, name: str = "", *, expected: str = "", screens: Iterable[str] = tuple(SCREENS)) -> None:
    """Nothing keeps a person out, nothing sticks out at 320 px, nothing was blocked; pictures when named.

    A complaint of the browser that names what is ``expected`` to be missing in a test is no fault of the page.
    """
    if name:
        take(page, name, screens=screens)
    found = {
        "barriers": barriers(page),
        "too wide": too_wide(page),
        "small targets": small_targets(page),
        "clipped marks": clipped_marks(page),
        "complaints": [said for said in page.complaints if not expected or expected not in said],
    }
    wrong = {what: where for what, where in found.items() if where}
    assert not wrong, f"{page.url}: {wrong}"


@contextmanager
def standing(browser: Browser, blocker: Any, folder: Path, *, now: datetime, build: Callable[[], Any]) -> Iterator[tuple[Site, Any]]:
    """The site with what ``build`` made (an object with ``people``), at a clock that stands still.

    The tests of the file are marked ``django_db``: that is what makes the test database.
    """
    patch = pytest.MonkeyPatch()
    with blocker.unblock(), ExitStack() as stack:
        stack.callback(patch.undo)
        patch.setenv("MOTCUA_DATA", str(folder))
        patch.setenv("MOTCUA_LAKE_CATALOGUE", "sqlite")
        patch.setattr("motcua.kit.clock._provider", lambda: now)
        assert connection.settings_dict["NAME"].startswith("test_")
        stack.callback(call_command, "flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        town = build()
        server = LiveServer("localhost")
        stack.callback(server.stop)
        server._live_server_modified_settings.enable()
        stack.callback(server._live_server_modified_settings.disable)
        yield Site(browser, server, stack, town.people), town
