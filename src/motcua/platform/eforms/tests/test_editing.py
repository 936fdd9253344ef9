"""The doors of editors: preview, lint, comparison, export and import."""

from __future__ import annotations

import pytest

from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import FormRefused, PageUnknown
from motcua.platform.eforms.tests.documents import RELATION, document, field, words
from motcua.platform.eforms.web import gallery

pytestmark = pytest.mark.django_db


def test_a_preview_shows_an_unpublished_page_as_its_answers_make_it(now):
    doc = document(RELATION, field("why", "text", visible_when={"==": [{"var": "relation"}, "other"]}))
    assert 'id="id_why"' not in api.preview_page(document=doc, page="mot", now=now)
    shown = api.preview_page(document=doc, page="mot", now=now, values={"relation": "other"}, language="en")
    assert 'id="id_why"' in shown
    assert "Page one" in shown
    with pytest.raises(PageUnknown):
        api.preview_page(document=doc, page="none", now=now)


@pytest.mark.parametrize("page", [p["key"] for p in gallery.document()["pages"]])
def test_every_kind_can_be_previewed(now, page):
    assert "ef-slot" in api.preview_page(document=gallery.document(), page=page, now=now)


def test_lint_names_every_mistake_with_its_path_in_both_languages():
    doc = document(field("a", "radios"), field("b", "text", visible_when={"var": "z"}))
    faults = api.lint_form(document=doc)
    assert [(f.path, f.severity) for f in faults] == [("pages/0/fields/0", "error"), ("pages/0/fields/1", "error")]
    assert all(f.vi and f.en for f in faults)
    assert api.lint_form(document={"key": "x"})[0].code == "shape"


def test_lint_advises_on_what_can_be_published():
    doc = document(
        field("a", "file"),
        field("b", "religion", label=words("Câu hỏi a", "Question a")),
        field("c", "text", prefill=["answers.none"], label=words("Họ và tên")),
        field("d", "hidden", default="x"),
    )
    assert {f.code for f in api.lint_form(document=doc)} == {
        "unlimited_file", "same_words", "sensitive", "never_filled", "no_english", "unused_calculation",
    }  # fmt: skip


def test_versions_are_compared_by_stable_name():
    before = document(RELATION, field("a", "text", max_length=50), field("b", "text"), field("gone", "date"))
    wider = RELATION | {"options": [*RELATION["options"], {"value": "aunt", "vi": "dì", "en": "aunt"}]}
    after = document(wider, field("a", "text", max_length=20), field("b", "integer"), field("new", "date"))
    found = {(c.name, c.change): c.keeps_value for c in api.diff_forms(a=before, b=after)}
    assert found == {
        ("relation", "options"): True,
        ("a", "rules"): False,
        ("b", "kind"): False,
        ("new", "added"): True,
        ("gone", "removed"): False,
    }
    assert api.diff_forms(a=before, b=before) == ()


def test_an_export_comes_back_unchanged_and_a_changed_one_is_refused(now):
    ref = api.publish_form(definition=gallery.document(), now=now)
    exported = api.export_form(key=ref.key)
    assert api.import_form(exported=exported) == gallery.document()
    assert exported["schema"]["$schema"].endswith("2020-12/schema")
    exported["document"] = {**exported["document"], "minutes": 9}
    with pytest.raises(FormRefused):
        api.import_form(exported=exported)
