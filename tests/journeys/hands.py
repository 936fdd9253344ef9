"""How a person works a page: with a pointer, or with the keys alone. Fields are found by the words that stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page

_MOST_TABS = 160
_HERE = "(element) => element === document.activeElement"
PDF = "application/pdf"


class Hand:
    """A pointer: clicks, types, chooses."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, where: Locator) -> None:
        """A button, a link, a fold."""
        where.click()

    def write(self, where: Locator, text: str) -> None:
        """Type over whatever stands there."""
        where.fill(text)

    def tick(self, where: Locator) -> None:
        """A box or one of several choices."""
        where.check()

    def pick(self, where: Locator, words: str) -> None:
        """One line of a list."""
        where.select_option(label=words)

    def give(self, where: Locator, files: Sequence[dict[str, Any]]) -> None:
        """Files for a file field."""
        where.set_input_files(files)  # type: ignore[arg-type]

    # -- fields by their words ----------------------------------------------------------------------------------------
    def answer(self, words: str, value: Any, *, within: Locator | None = None) -> None:
        """Answer the question ``words``: text, a choice by its words, the three parts of a date, unit and line of an address, files."""
        place = within or self.page.locator("main")
        group = place.get_by_role("group", name=words).or_(place.get_by_role("radiogroup", name=words))
        if group.count():
            self._answer_group(group.first, value)
            return
        field = place.get_by_label(words).first
        match field.evaluate("(e) => e.tagName === 'SELECT' ? 'select' : (e.type || '')"):
            case "select":
                self.pick(field, value)
            case "file":
                self.give(field, [{"name": name, "mimeType": PDF, "buffer": content} for name, content in value])
            case "checkbox" | "radio":
                self.tick(field)
            case _:
                self.write(field, value)

    def _answer_group(self, group: Locator, value: Any) -> None:
        if isinstance(value, str) and not group.locator("input[type=radio], input[type=checkbox]").count():
            value = (value,)  # a number beside its unit
        if isinstance(value, str):
            self.tick(group.get_by_label(value, exact=True).first)
            return
        parts = group.locator("input:not([type=hidden]), select")
        for n, one in enumerate(value):
            field = parts.nth(n)
            if field.evaluate("(e) => e.tagName") == "SELECT":
                self.pick(field, one)
            else:
                self.write(field, one)


class Keys(Hand):
    """No pointer: Tab to reach, Enter and Space to press, arrows to choose."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        # The browser learns of "tell me of choosers" and of a key by two roads: asked for only when the key is pressed, a busy page
        # may hear the key first and open a window that nobody sees. A listener that stays has told it long before.
        page.on("filechooser", lambda _: None)

    def reach(self, where: Locator) -> None:
        """Tab until the element has the focus; AssertionError when the keys do not lead there."""
        for _ in range(_MOST_TABS):
            if where.evaluate(_HERE):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: the keys do not reach {where}")

    def press(self, where: Locator) -> None:
        self.reach(where)
        self.page.keyboard.press("Enter")

    def write(self, where: Locator, text: str) -> None:
        self.reach(where)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, where: Locator) -> None:
        if where.is_checked():
            return
        if where.get_attribute("type") == "checkbox":
            self.reach(where)
            self.page.keyboard.press("Space")
            return
        self._choose(where)

    def _choose(self, where: Locator) -> None:
        """One of several: Tab into the group, then the arrows."""
        same = self.page.locator(f'input[type=radio][name="{where.get_attribute("name")}"]')
        for _ in range(_MOST_TABS):
            if same.evaluate_all("(all) => all.includes(document.activeElement)"):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(same.count()):
            if where.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert where.is_checked(), f"{self.page.url}: the arrows do not choose {where}"

    def pick(self, where: Locator, words: str) -> None:
        self.reach(where)
        self.page.keyboard.press("Home")
        for _ in range(where.locator("option").count()):
            if where.evaluate("(e) => e.selectedOptions[0]?.label.trim()") == words:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no line {words!r}")

    def give(self, where: Locator, files: Sequence[dict[str, Any]]) -> None:
        self.reach(where)
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Space")
        opened.value.set_files(files)  # type: ignore[arg-type]
