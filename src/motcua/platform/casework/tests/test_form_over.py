"""A form over another: pages put in, questions added, checks kept; and what cannot stand."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import testing as t
from motcua.platform.casework.adapters import world
from motcua.platform.casework.rules.form_over import FormOverBroken, completed
from motcua.platform.casework.tests.test_citizen_pages import begin, birth_pages, fill, pdf
from motcua.platform.eforms import api as eforms

BASE = {"key": "a", "title": {}, "pages": [{"key": "one", "fields": [1]}, {"key": "two", "fields": [2]}], "checks": ["c"]}
OVER = {"key": "b", "over": "a", "pages": [{"key": "mid", "after": "one", "fields": [9]}, {"key": "two", "fields": [3]}], "checks": ["d"]}
FORM, LINKED = "khai-sinh-lien-thong", "2.000986"
MOTHER, FATHER = "031191950001", "031090950002"


def test_pages_questions_and_checks_come_together_and_the_base_stays():
    whole = completed({"a": BASE, "b": OVER})
    assert [(p["key"], p["fields"]) for p in whole["b"]["pages"]] == [("one", [1]), ("mid", [9]), ("two", [2, 3])]
    assert (whole["b"]["key"], whole["b"]["checks"], "over" in whole["b"]) == ("b", ["c", "d"], False)
    assert whole["a"] == BASE
    assert [p["fields"] for p in BASE["pages"]] == [[1], [2]]


@pytest.mark.parametrize("change", [{"over": "nobody"}, {"over": "b"}, {"pages": [{"key": "new", "fields": []}]}, {"pages": [{"key": "new", "after": "x", "fields": []}]}])
def test_what_cannot_stand_is_refused(change):
    with pytest.raises(FormOverBroken):
        completed({"a": BASE, "b": {**OVER, **change}})


@pytest.fixture
def browser(town, monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)
    return sign_in(Client(), town.citizen)


def on_residence(browser, **changes):
    """The draft of a mother on its page of the residence, and the address of that page; ``changes`` are answers by page."""
    pages = {key: answers | changes.get(key.replace("-", "_"), {}) for key, answers in birth_pages().items()}
    before = [key for key in ("quan-he", "nguoi-yeu-cau", "tre", "noi-sinh", "me", "cha") if pages["quan-he"]["parents"] == "both" or key != "cha"]
    return fill(browser, begin(browser, LINKED), {key: pages[key] for key in before})


def test_the_mother_is_offered_first_to_a_mother_who_applies(browser):
    at = on_residence(browser)
    shown = browser.get(at).content.decode()
    assert at.endswith("/thuong-tru/")
    assert re.search(r'value="mother"[^>]*checked', shown)
    assert browser.post(at, {"residence_with": "father"}).url.endswith("/giay-to/")


def test_the_mother_alone_is_asked_without_a_father(browser):
    at = on_residence(browser, quan_he={"parents": "mother_only"})
    shown = browser.get(at).content.decode()
    assert 'name="residence_with_mother"' in shown
    assert 'value="father"' not in shown
    assert at.endswith("/thuong-tru-me/")
    assert browser.post(at, {"residence_with_mother": "mother"}).url.endswith("/giay-to/")


def test_a_relative_is_asked_and_nobody_is_inferred(browser):
    at = on_residence(browser, quan_he={"relation": "relative"})
    assert not re.search(r'value="(mother|father|other)"[^>]*checked', browser.get(at).content.decode())
    assert browser.post(at, {}).status_code == 422


@pytest.mark.parametrize(("number", "words"), [
    (MOTHER, "Đây là số định danh của mẹ"), (FATHER, "Đây là số định danh của cha"), ("0310", "12"), ("", "Số định danh cá nhân của người đó"),
])  # fmt: skip
def test_somebody_else_is_neither_parent_and_has_a_number(browser, number, words):
    at = browser.post(on_residence(browser), {"residence_with": "other"}).url
    refused = browser.post(at, {"residence_name": "Vũ Thị Bà", "residence_number": number})
    assert at.endswith("/nguoi-o-cung/")
    assert refused.status_code == 422
    assert words in refused.content.decode()


def test_somebody_else_consents_in_writing(browser):
    at = browser.post(on_residence(browser), {"residence_with": "other"}).url
    papers = browser.post(at, {"residence_name": "Vũ Thị Bà", "residence_number": "031155900001"}).url
    assert browser.post(papers, {"paper_birth": pdf()}).status_code == 422
    assert browser.post(papers, {"paper_birth": pdf(), "paper_consent": pdf()}).status_code == 302


def test_the_form_is_the_declaration_of_birth_and_the_residence():
    mine, base = ([p["key"] for p in world.form_documents()[key]["pages"]] for key in (FORM, "khai-sinh"))
    assert mine == [*base[:6], "thuong-tru", "thuong-tru-me", "nguoi-o-cung", *base[6:]]
    assert [f for f in eforms.lint_form(document=world.form_documents()[FORM]) if f.severity == "error"] == []
