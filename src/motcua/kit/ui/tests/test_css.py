"""The style sheet: one per city, small, up to date, and it styles what the templates use."""

from __future__ import annotations

import re

import pytest

from motcua.kit.ui.css import LIMIT, build, gzipped_size, minify, target
from motcua.kit.ui.registry import components
from motcua.kit.ui.theme import theme_codes


@pytest.mark.parametrize("code", theme_codes())
def test_the_written_sheet_is_the_built_one(code):
    assert target(code).read_text(encoding="utf-8") == build(code), "run: python -m motcua.kit.ui.css"


@pytest.mark.parametrize("code", theme_codes())
def test_the_sheet_fits_a_cheap_phone(code):
    assert gzipped_size(build(code)) <= LIMIT


def test_making_small_keeps_strings_and_meaning():
    assert minify('a  { content : "a ; b" ; /* x */ color: red; }\n b > c { d: calc(1px + 2px) }') == (
        'a{content :"a ; b";color:red}\nb>c{d:calc(1px + 2px)}\n'
    )


def test_colours_come_from_the_theme_alone():
    for found in components().values():
        strange = [c for c in re.findall(r"#[0-9a-fA-F]{3,6}\b", found.source("style.css")) if c.lower() not in {"#fff", "#0a1c2b"}]
        assert strange == [], found.name


def test_every_property_that_is_used_is_defined():
    css = build("hai-phong")
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"[{;](--[\w-]+):", css))


def test_every_class_of_a_component_is_styled():
    css = build("hai-phong")
    for found in components().values():
        used = {
            name
            for text in re.findall(r'class="([^"{]*)', found.source("template.html"))
            for name in text.split()
            if name.startswith("mc-")
        }
        assert {name for name in used if f".{name}" not in css} <= {"mc-fact-change"}, found.name
