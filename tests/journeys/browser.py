"""The browser of the journeys: headless Chromium, a phone and a desk, pictures, and what is wrong with a page.

Pictures go to ``artifacts/pictures/<name>-<screen>.png`` and are looked at before work is called done.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "artifacts" / "pictures"
SCREENS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1440, "height": 900}}
GRAVE = ("serious", "critical")
# Letters with two marks above or a mark above and below: the highest and deepest that Vietnamese has.
TALL = "ỘỄẶỠỮỆ"


def chromium() -> str | None:
    """The browser's program: the system's, or the one unpacked into the project's cache."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    unpacked = ROOT / ".cache" / "debian" / "usr" / "bin" / "chromium"
    return str(unpacked) if unpacked.exists() else None


@contextmanager
def window(browser: Browser, *, screen: str = "phone", dark: bool = False, script: bool = True, language: str = "vi") -> Iterator[Page]:
    """A fresh window; complaints of the browser (blocked by the policy, failed scripts) are collected in ``page.complaints``."""
    context = browser.new_context(
        viewport=SCREENS[screen],  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale="vi-VN" if language == "vi" else "en-GB",
        timezone_id="Asia/Ho_Chi_Minh",
        service_workers="block",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.complaints = complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
        context.close()


def carry_session(context: BrowserContext, client: Any, address: str) -> None:
    """Give the browser the session of a signed-in test client."""
    from django.conf import settings

    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def lead_on(where: Locator) -> None:
    """Press what leads to another page and wait until that page stands: a click alone may come back while the old page is still shown."""
    with where.page.expect_navigation():
        where.click()


def take(page: Page, name: str, *, screens: Iterable[str] = tuple(SCREENS)) -> list[Path]:
    """Pictures of the page as it stands, on a phone (whole page) and at a desk (one screen)."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    taken = []
    for screen in screens:
        page.set_viewport_size(SCREENS[screen])  # type: ignore[arg-type]
        path = PICTURES / f"{name}-{screen}.png"
        page.screenshot(path=path, full_page=screen == "phone")
        taken.append(path)
    if before:
        page.set_viewport_size(before)
    return taken


def barriers(page: Page) -> list[str]:
    """Serious and critical findings of axe, each with its rule and the first places."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {[node['html'][:120] for node in one['nodes'][:2]]}" for one in found if one["impact"] in GRAVE
    ]


def too_wide(page: Page, *, width: int = 320) -> list[str]:
    """Elements that stick out of a window ``width`` px wide, except inside boxes that scroll (WCAG 2.2, 1.4.10)."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 740})
    found: list[str] = page.evaluate(
        """(width) => document.documentElement.scrollWidth <= width ? [] :
            [...document.querySelectorAll('body *')].filter((e) => {
                if (e.closest('.mc-table-scroll, pre')) return false;
                return e.getBoundingClientRect().right > width + 1;
            }).slice(0, 5).map((e) => e.outerHTML.slice(0, 120))""",
        width,
    )
    if before:
        page.set_viewport_size(before)
    return found


def small_targets(page: Page, *, least: int = 24) -> list[str]:
    """Controls smaller than ``least`` px that do not stand inside a sentence (WCAG 2.2, 2.5.8)."""
    found: list[str] = page.evaluate(
        """(least) => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((e) => {
            const box = e.getBoundingClientRect();
            if (!box.width || e.type === 'hidden' || e.closest('.mc-hidden, .mc-skip-link') || e.matches('.mc-skip-link')) return false;
            if (getComputedStyle(e).display === 'inline' && e.closest('p, li, dd, td, th, h1, h2, h3, label')) return false;
            return box.height < least || box.width < least;
        }).slice(0, 5).map((e) => e.outerHTML.slice(0, 120))""",
        least,
    )
    return found


def clipped_marks(page: Page) -> list[str]:
    """Headings, labels, buttons and cells whose box cuts the marks of :data:`TALL` when they are written there."""
    found: list[str] = page.evaluate(
        """(tall) => [...document.querySelectorAll('h1, h2, h3, label, .mc-label, .mc-button, .mc-tag, th, td, .mc-input, summary')].filter((e) => {
            const style = getComputedStyle(e);
            if (!e.getClientRects().length) return false;  // folded away: nothing is shown, nothing is cut
            const size = parseFloat(style.fontSize), line = parseFloat(style.lineHeight);
            const cuts = ['hidden', 'clip'].includes(style.overflowY) && !e.closest('.mc-hidden, .is-stack');
            return line < size * 1.2 - 0.5 || (cuts && e.clientHeight < size * 1.4);
        }).slice(0, 5).map((e) => e.outerHTML.slice(0, 100) + tall)""",
        TALL,
    )
    return found
