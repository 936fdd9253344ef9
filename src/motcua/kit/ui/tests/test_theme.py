"""Colours: every pair that components use is readable, in both palettes of every city."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kit.ui.theme import THEME_FOLDER, ThemeError, contrast, contrasts, read_theme, theme_codes, variables

colours = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)


@pytest.mark.parametrize("code", theme_codes())
def test_every_pair_of_a_theme_has_enough_contrast(code):
    weak = [f"{c.palette}: {c.ink} on {c.ground} {c.ratio:.2f} < {c.least}" for c in contrasts(read_theme(code)) if not c.enough]
    assert weak == []


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@given(colours, colours)
def test_contrast_is_symmetric_and_bounded(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


@pytest.mark.parametrize(
    ("spoil", "says"), [(lambda t: t["light"].pop("urgent"), "urgent"), (lambda t: t["dark"].update(ink="red"), "dark.ink")]
)
def test_a_broken_theme_is_refused_by_name(tmp_path, spoil, says):
    theme = json.loads((THEME_FOLDER / "hai-phong.json").read_text())
    spoil(theme)
    (tmp_path / "x.json").write_text(json.dumps(theme))
    with pytest.raises(ThemeError, match=says):
        read_theme("x", folder=tmp_path)


def test_an_unknown_city_is_refused():
    with pytest.raises(ThemeError, match="atlantis"):
        read_theme("atlantis")


def test_the_wall_is_dark_whatever_the_preference():
    css = variables(read_theme("hai-phong"))
    assert css.rindex(".wall") > css.index("prefers-color-scheme:dark")
