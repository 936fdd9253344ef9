"""Every example of every component, in both languages, is a page's worth: valid, accessible, within the policy."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from motcua.kit.ui.gallery import example_html
from motcua.kit.ui.registry import components
from motcua.kit.ui.tests.pages import Page, dangling, doubled_ids, forbidden, heading_levels, skips, unlabelled

EXAMPLES = [(c, e) for c in components().values() for e in c.examples]
every = pytest.mark.parametrize(("component", "example"), EXAMPLES, ids=[f"{c.name}-{c.examples.index(e)}" for c, e in EXAMPLES])
languages = pytest.mark.parametrize("language", ["vi", "en"])
PO = polib.pofile(str(Path(__file__).parents[1] / "locale" / "en" / "LC_MESSAGES" / "django.po"))
OURS = {entry.msgid for entry in PO if entry.msgid != entry.msgstr and "%" not in entry.msgid}


def test_there_are_enough_components_and_each_has_an_example():
    assert len(components()) >= 25
    assert all(c.examples and len(c.documentation) > 40 for c in components().values())


@every
@languages
def test_an_example_obeys_the_policy_and_is_well_formed(component, example, language):
    page = Page(example_html(component, example, language=language))
    assert forbidden(page) == []
    assert page.stray == []
    assert page.open == []


@every
def test_an_example_is_labelled_and_refers_to_what_is_there(component, example):
    page = Page(example_html(component, example, language="vi"))
    assert unlabelled(page) == []
    assert doubled_ids(page) == []
    assert [one for one in dangling(page) if not one.endswith("-found")] == []
    assert not skips(heading_levels(page))


@every
def test_english_examples_speak_english(component, example):
    page = Page(example_html(component, example, language="en"))
    texts = [re.sub(r"[:.,]", "", text) for text in page.texts]
    assert [(own, text) for own in OURS for text in texts if f" {own} " in f" {text} "] == []


@every
def test_images_of_charts_and_codes_have_words(component, example):
    page = Page(example_html(component, example, language="vi"))
    for attrs in page.all("svg"):
        assert attrs.get("aria-hidden") == "true" or attrs.get("aria-label") or attrs.get("aria-labelledby")
