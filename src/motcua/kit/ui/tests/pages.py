"""Reads HTML and judges it: what the strict policy forbids, labels, headings, doubled ids."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

VOID = {"input", "meta", "link", "br", "hr", "img", "rect", "path", "line", "circle"}


class Page(HTMLParser):
    """Elements in order, with their attributes and the texts beneath."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.stray: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.stray.append(tag)

    def handle_data(self, data):
        if data.strip():
            self.texts.append(data.strip())

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]


def forbidden(page: Page) -> list[str]:
    """What the content security policy would block."""
    found = [f"<{tag} {name}>" for tag, attrs in page.elements for name in attrs if name == "style" or name.startswith("on")]
    found += ["<style>" for tag, _ in page.elements if tag == "style"]
    return found + ["<script> without src" for attrs in page.all("script") if "src" not in attrs]


def unlabelled(page: Page) -> list[str]:
    """Inputs without a label of their own."""
    labels = {attrs.get("for") for attrs in page.all("label")}
    wrapped = "label" in page.open
    inputs = [a for a in page.all("input", "select", "textarea") if a.get("type") not in {"hidden", "submit"}]
    return [str(a) for a in inputs if not wrapped and a.get("id") not in labels and "aria-label" not in a and a.get("type") != "checkbox"]


def doubled_ids(page: Page) -> list[str]:
    """Ids that stand twice."""
    ids = [attrs["id"] for _, attrs in page.elements if attrs.get("id")]
    return sorted({one for one in ids if ids.count(one) > 1})


def dangling(page: Page) -> list[str]:
    """References to ids that are not on the page."""
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    names = ("aria-describedby", "aria-labelledby", "for")
    return [f"{name}={one}" for _, attrs in page.elements for name in names for one in attrs.get(name, "").split() if one not in ids]


def heading_levels(page: Page) -> list[int]:
    """Levels of the headings in order."""
    return [int(tag[1]) for tag, _ in page.elements if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()]


def skips(levels: list[int]) -> bool:
    """Whether a heading jumps over a level downwards."""
    return any(after - before > 1 for before, after in pairwise(levels))
