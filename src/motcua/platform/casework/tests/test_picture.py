"""The picture of a procedure: for eyes, for ears, for both languages and for a narrow phone."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from motcua.platform.casework.rules.picture import svg
from motcua.platform.casework.rules.picture.words import lines_of, width_of
from motcua.platform.casework.tests import shapes

SVG = "{http://www.w3.org/2000/svg}"
everyone = pytest.mark.parametrize("key", shapes.KEYS)


def read(text):
    return etree.fromstring(text)


def words(root):
    return " ".join(e.text for e in root.iter("text"))


@everyone
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_step_is_shown_and_told(key, language):
    definition = shapes.definition(key)
    root = read(svg(definition, language=language))
    for step in definition.steps:
        name = step.name_en if language == "en" else step.name_vi
        assert name in words(root)
        assert name in root.find("desc").text


@everyone
def test_it_is_an_image_with_a_name_and_keeps_the_content_policy(key):
    text = svg(shapes.definition(key), name="one")
    root = read(text)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [root.find("title").get("id"), root.find("desc").get("id")] == ["one-t", "one-d"]
    assert not re.search(r"\b(style|on[a-z]+|href)=|<script|<style", text)


@everyone
def test_nothing_leaves_the_canvas_and_cards_do_not_overlap(key):
    root = read(svg(shapes.definition(key), shapes.definition(key).steps[1].key))
    _, _, width, height = map(int, root.get("viewBox").split())
    for text in root.iter("text"):
        end = width_of(text.text, 15.5 if "name" in text.get("class") else 13) + (0 if "is-middle" in text.get("class") else int(text.get("x")))
        assert end <= width
        assert int(text.get("y")) < height
    cards = sorted((int(r.get("y")), int(r.get("height"))) for r in root.iter("rect") if "band" not in r.get("class"))
    assert all(y + h < below for (y, h), (below, _) in pairwise(cards))
    rails = [int(x) for path in root.iter("path") if "rail" in path.get("class") for x in re.findall(r"H(\d+)V", path.get("d"))]
    assert all(x < width for x in rails)


@pytest.mark.parametrize("here", ["intake", "inspection", "closed"])
def test_the_current_step_is_marked_by_word_and_shape(here):
    definition = shapes.definition("thuc-dia-va-y-kien")
    root = read(svg(definition, here))
    assert "Hồ sơ đang ở bước này" in words(root)
    assert len([p for p in root.iter("path") if p.get("class") == "flag"]) == 1
    assert len([r for r in root.iter("rect") if "is-here" in r.get("class")]) == 1
    assert "is-here" not in svg(definition)


def test_opinions_pauses_ends_conditions_and_ways_back_are_shown():
    shown = words(read(svg(shapes.definition("thuc-dia-va-y-kien"))))
    for part in ("Cùng lúc xin ý kiến:", "Có thể tạm dừng: Yêu cầu bổ", "Có thể kết thúc: Rút hồ sơ", "Về bước 3: Kiểm tra lại", "Hoàn thành kiểm tra", "Thời hạn: 9 ngày làm việc"):
        assert part in shown
    drawn = svg(shapes.definition("thuc-dia-va-y-kien"))
    assert 'class="diamond"' in drawn
    assert "rail is-back" in drawn


def test_names_are_only_ever_text():
    document = shapes.document("mot-cua")
    document["steps"][0]["vi"] = '<script>alert("1")</script> & Ủy ban'
    text = svg(shapes.definition(document))
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "Ủy ban" in words(read(text))


@given(st.text(st.characters(exclude_categories=["C"]), max_size=120), st.integers(60, 200))
def test_lines_lose_nothing_and_fit(text, room):
    lines = lines_of(text, room, 13)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(width_of(line, 13) <= room for line in lines)
