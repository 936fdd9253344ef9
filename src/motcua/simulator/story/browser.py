"""A person at a browser: opens pages, fills forms by their field names, follows redirects; no JavaScript."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import mechanicalsoup
import requests
from bs4 import BeautifulSoup, Tag

PATIENCE = 20.0  # seconds
_SERVER_ERROR = 500


class StoryFailed(AssertionError):
    """Something a person would have seen was not there; the message says what, and where."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file picked in a form."""

    name: str
    content: bytes
    mime: str = "application/pdf"


class Person:
    """One browser with its own cookies. A page that cannot be reached is tried again for so many seconds, as a patient person would."""

    def __init__(self, base_url: str, *, language: str = "vi", patience: float = PATIENCE) -> None:
        self.base, self.patience = base_url, patience
        self.browser = mechanicalsoup.StatefulBrowser(soup_config={"features": "html.parser"}, user_agent="motcua-story")
        self.browser.session.headers["Accept-Language"] = language
        self.url = base_url
        self.status = 0
        self.page: BeautifulSoup = BeautifulSoup("", "html.parser")

    # -- moving -------------------------------------------------------------------------------------------------------
    def get(self, path: str, *, expect: int = 200) -> BeautifulSoup:
        """Open a page."""
        target = urljoin(self.base, path)
        return self._take(self._patiently(lambda: self.browser.session.get(target, timeout=30)), expect)

    def fetch(self, path: str, *, expect: int = 200) -> requests.Response:
        """Open something that is not a page (a file, JSON)."""
        answer = self._patiently(lambda: self.browser.session.get(urljoin(self.base, path), timeout=60))
        if answer.status_code != expect:
            raise StoryFailed(f"{path} answered {answer.status_code}, expected {expect}: {answer.text[:300]}")
        return answer

    def submit(
        self, values: Mapping[str, Any] | None = None, *, form: str = "main form", button: str | None = None, expect: int = 200
    ) -> BeautifulSoup:
        """Fill the form that ``form`` (a CSS selector) finds and send it; ``Upload`` values are files; ``button`` is ``name=value``."""
        method, target, data, files = self.prepared(values or {}, form=form, button=button)
        return self.send(method, target, data, files, expect=expect)

    def prepared(
        self, values: Mapping[str, Any], *, form: str = "main form", button: str | None = None
    ) -> tuple[str, str, list[tuple[str, str]], list[tuple[str, tuple[str, bytes, str]]]]:
        """What the browser would send: method, address, fields (what the page filled in, changed by ``values``) and files."""
        found = self.page.select_one(form)
        if not isinstance(found, Tag):
            raise StoryFailed(f"{self.url}: no form {form!r}: {self.text[:300]}")
        data = [(name, value) for name, value in _filled(found) if name not in values]
        files = []
        for name, value in values.items():
            for one in value if isinstance(value, list | tuple) else [value]:
                if isinstance(one, Upload):
                    files.append((name, (one.name, one.content, one.mime)))
                elif one is not None:
                    data.append((name, str(one)))
        if button:
            name, _, value = button.partition("=")
            data.append((name, value))
        return str(found.get("method", "get")).lower(), urljoin(self.url, str(found.get("action") or self.url)), data, files

    def send(self, method: str, target: str, data: Any, files: Any = None, *, expect: int = 200) -> BeautifulSoup:
        """Send what ``prepared`` gave; sending it twice is a double click."""
        headers = {"Referer": self.url}
        if method == "get":
            answer = self._patiently(lambda: self.browser.session.get(target, params=data, timeout=60))
        else:
            answer = self._patiently(lambda: self.browser.session.post(target, data=data, files=files or None, headers=headers, timeout=60))
        return self._take(answer, expect)

    def follow(self, text: str) -> BeautifulSoup:
        """Click the link whose words contain ``text``."""
        for link in self.page.select("a[href]"):
            if text.lower() in " ".join(link.get_text(" ").split()).lower():
                return self.get(urljoin(self.url, str(link["href"])))
        raise StoryFailed(f"{self.url}: no link {text!r}")

    # -- seeing -------------------------------------------------------------------------------------------------------
    @property
    def text(self) -> str:
        """Words of the page."""
        main = self.page.select_one("main") or self.page
        return " ".join(main.get_text(" ").split())

    @property
    def words(self) -> str:
        """All words of the page, side columns included."""
        return " ".join(self.page.get_text(" ").split())

    def sees(self, *words: str) -> str:
        """The page's words, which must contain all of ``words``."""
        for word in words:
            if word not in self.words:
                raise StoryFailed(f"{self.url} does not show {word!r}: {self.text[:600]}")
        return self.text

    def one(self, selector: str) -> Tag:
        """The element a CSS selector finds."""
        found = self.page.select_one(selector)
        if not isinstance(found, Tag):
            raise StoryFailed(f"{self.url}: nothing at {selector!r}: {self.text[:300]}")
        return found

    # -- inside -------------------------------------------------------------------------------------------------------
    def _take(self, answer: requests.Response, expect: int) -> BeautifulSoup:
        self.url, self.status = answer.url, answer.status_code
        self.page = BeautifulSoup(answer.text, "html.parser") if "html" in answer.headers.get("Content-Type", "") else self.page
        if answer.status_code != expect:
            raise StoryFailed(f"{answer.url} answered {answer.status_code}, expected {expect}: {self.text[:600]}")
        return self.page

    def _patiently(self, ask: Any) -> requests.Response:
        """Ask again while the other side is away or restarting; commands are idempotent, so asking twice is harmless."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                answer: requests.Response = ask()
            except requests.ConnectionError:
                if time.monotonic() > deadline:
                    raise
            else:
                if answer.status_code < _SERVER_ERROR or time.monotonic() > deadline:
                    return answer
            time.sleep(0.3)


def _filled(form: Tag) -> list[tuple[str, str]]:
    """Names and values that a browser would send for an untouched form, without buttons and files."""
    found: list[tuple[str, str]] = []
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), str(field.get("type", "text")).lower()
        if field.has_attr("disabled") or kind in {"submit", "button", "file", "image", "reset"}:
            continue
        if field.name == "select":
            chosen = field.select("option[selected]") or ([] if field.has_attr("multiple") else field.select("option")[:1])
            found += [(name, str(option.get("value", option.get_text()))) for option in chosen]
        elif kind in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                found.append((name, str(field.get("value", "on"))))
        else:
            found.append((name, field.get_text().lstrip("\n") if field.name == "textarea" else str(field.get("value", ""))))
    return found
