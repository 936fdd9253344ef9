"""What single components promise beyond their examples."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from motcua.kit.ui import charts
from motcua.kit.ui.components.field.component import KINDS, date_parts
from motcua.kit.ui.items import attributes
from motcua.kit.ui.numbers import shown
from motcua.kit.ui.registry import UnknownComponent
from motcua.kit.ui.render import render
from motcua.kit.ui.tests.pages import Page, dangling, unlabelled

NO_MARKS = str.maketrans("", "", "-/")
EVIL = '"><script>alert(1)</script>'


def test_an_unknown_component_and_a_misspelt_argument_are_named():
    with pytest.raises(UnknownComponent, match="buton"):
        render("buton", text="x")
    with pytest.raises(TypeError, match="txt"):
        render("button", txt="x")
    with pytest.raises(TypeError, match="hrf"):
        render("tabs", label="x", tabs=[{"text": "a", "hrf": "#"}])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_field_is_labelled_escaped_and_keeps_its_error(kind):
    html = render("field", kind=kind, name="x", label=EVIL, value=EVIL, hint=EVIL, error="Sai rồi", options=[(EVIL, EVIL)])
    page = Page(html)
    assert "<script" not in html
    assert unlabelled(page) == []
    assert dangling(page) == []
    assert any("x-error" in attrs.get("aria-describedby", "") for _, attrs in page.elements)


@pytest.mark.parametrize("kind", sorted(KINDS - {"file", "boolean", "password", "select", "radios", "checkboxes", "date"}))
def test_what_was_typed_is_shown_again(kind):
    assert "ba mươi" in render("field", kind=kind, name="x", label="X", value="ba mươi")


def test_a_password_is_never_sent_back():
    assert "hunter2" not in render("field", kind="password", name="p", label="P", value="hunter2")


def test_the_error_summary_leads_to_the_first_input_of_each_kind():
    for kind in KINDS:
        ids = [
            attrs.get("id")
            for attrs in Page(render("field", kind=kind, name="f", label="F", options=[("1", "Một")])).all("input", "select", "textarea")
        ]
        assert ids[0] == "id_f", kind
    assert 'href="#id_f"' in render("error_summary", errors={"f": "Thiếu"})


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (date(1990, 3, 27), ("27", "3", "1990")),
        ("1990-03-27", ("27", "03", "1990")),
        ("27/3/1990", ("27", "3", "1990")),
        ({"day": "35", "month": "x"}, ("35", "x", "")),
        ("hôm qua", ("hôm qua", "", "")),
        (None, ("", "", "")),
    ],
)
def test_dates_come_apart_and_nothing_typed_is_lost(value, parts):
    assert date_parts(value) == parts


@given(st.text())
def test_any_text_typed_as_a_date_is_kept(text):
    assert sorted("".join(date_parts(text)).translate(NO_MARKS)) == sorted(text.translate(NO_MARKS))


@pytest.mark.parametrize("name", ["style", "onclick", "hx-on::load", "bad name", "srcdoc"])
def test_attributes_that_the_policy_forbids_are_refused(name):
    with pytest.raises(ValueError, match="not allowed"):
        attributes({name: "x"})


def test_attributes_are_escaped_and_empty_ones_left_out():
    assert attributes({"data-x": 'a"b', "hidden": True, "title": None}) == ' data-x="a&quot;b" hidden=""'


def test_a_state_without_a_shape_cannot_be_shown():
    with pytest.raises(ValueError, match="purple"):
        render("tag", text="x", state="purple")


def test_no_data_is_never_zero():
    assert "Chưa có số liệu" in render("figure", label="x", value=None)
    assert ">0<" not in render("figure", label="x", value=None)
    assert "không có số liệu" in render("bar_chart", title="t", bars=[("a", None), ("b", 1)])


def test_a_stale_number_is_struck_and_said():
    html = render("figure", label="x", value=5, stale=True)
    assert "<s>5</s>" in html
    assert "Số cũ" in html


def test_numbers_are_written_the_readers_way():
    with override("vi"):
        assert shown(1234567.5) == "1.234.567,5"
    with override("en"):
        assert shown(1234567.5) == "1,234,567.5"
    assert shown(None) == "–"


@given(st.floats(min_value=0.001, max_value=1e12))
def test_the_scale_of_a_chart_covers_its_values_without_waste(value):
    top = charts.nice_top(value)
    assert value <= top * 1.000001
    assert top <= max(value * 4.001, 1e-9) * 2.5


@given(st.lists(st.floats(min_value=0, max_value=300), max_size=4))
def test_names_of_lines_keep_apart(heights):
    moved = sorted(charts.spread(heights, gap=18))
    assert all(after - before >= 17.999 for before, after in pairwise(moved))


@given(st.text(alphabet="Nghiệp Ộ", min_size=1))
def test_long_names_fit_two_lines(text):
    lines = charts.lines_of(text)
    assert 1 <= len(lines) <= 2
    assert all(len(line) <= 38 for line in lines)


def test_a_gap_breaks_the_line():
    html = render("line_chart", title="t", periods=["1", "2", "3", "4"], series=[("a", [1, 2, None, 4])])
    assert html.count("<circle") == 3
    assert html.split('class="is-series-1"')[1].count("<line ") == 1


def test_charts_refuse_what_they_cannot_show():
    with pytest.raises(ValueError, match="four"):
        render("line_chart", title="t", periods=["1"], series=[(str(n), [1]) for n in range(5)])
    with pytest.raises(ValueError, match="below zero"):
        render("bar_chart", title="t", bars=[("a", -1)])
    with pytest.raises(ValueError, match="columns"):
        render("table", caption="c", columns=["a", "b"], rows=[["1"]])


def test_the_figures_of_a_chart_stand_in_a_table_too():
    html = render("line_chart", title="t", periods=["2021", "2022"], series=[("a", [1, None])])
    assert html.count("<tr>") == 3
    assert "–" in html


def test_the_current_tab_and_the_current_menu_entry_are_said():
    assert 'aria-current="page"' in render("tabs", label="x", tabs=[("a", "#", True)])
    assert 'aria-current="true"' in render("header", city="x", menu=[("a", "#", True)])


@pytest.mark.parametrize(("value", "total"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_progress_is_refused(value, total):
    with pytest.raises(ValueError, match="no progress"):
        render("progress", value=value, total=total)
