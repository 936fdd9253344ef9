"""Pure decisions of the reports."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from motcua.insight.reports import rules
from motcua.insight.reports.adapters.forms import chapters, check_config, read
from motcua.insight.reports.contracts import Figure, FormFaulty, SentenceForm, YearRefused

AT = datetime(2026, 9, 7, 7, 5, tzinfo=UTC)
KNOWN = Figure("rate", "98,27", True, "Tỷ lệ", "2026", "abc", "def", AT)
UNKNOWN = Figure("rate", rules.UNKNOWN["vi"], False, "Tỷ lệ", "2026", "abc", "def", AT)
FORM = SentenceForm("x", "Trong {period}, đạt {rate}%; tốt.", "In {period}, {rate}%; good.")


def test_a_sentence_is_filled_in_both_languages() -> None:
    assert rules.fill(FORM, figures={"rate": KNOWN}, period="năm 2026", language="vi").text == "Trong năm 2026, đạt 98,27%; tốt."
    assert rules.fill(FORM, figures={"rate": KNOWN}, period="2026", language="en").text == "In 2026, 98,27%; good."


def test_what_is_not_known_is_said_without_a_per_cent_sign() -> None:
    filled = rules.fill(FORM, figures={"rate": UNKNOWN}, period="năm 2026", language="vi")
    assert filled.text == "Trong năm 2026, đạt (chưa có số liệu); tốt."
    assert filled.figures == (UNKNOWN,)


def test_languages_that_ask_differently_are_refused() -> None:
    with pytest.raises(FormFaulty, match="x"):
        rules.slots(SentenceForm("x", "{received}", "{resolved}"))


@pytest.mark.parametrize("text", ["- {code: x}", "[", "- 5"])
def test_chapters_that_cannot_be_read_are_refused_by_name(tmp_path, text: str) -> None:
    path = tmp_path / "chapters.yaml"
    path.write_text(text)
    with pytest.raises(FormFaulty):
        read(path)


def test_the_chapters_we_carry_name_indicators_that_exist() -> None:
    from motcua.insight.indicators import api as indicators

    known = {d.code for d in indicators.catalogue()}
    assert all(set(rules.indicators_of(chapter)) <= known for chapter in chapters())
    assert "20 figures" in check_config()


def test_footnotes_name_query_snapshot_and_moment() -> None:
    vi = rules.footnote(KNOWN, language="vi")
    assert vi == "Tỷ lệ, kỳ 2026; truy vấn abc, ảnh chụp dữ liệu def, chụp lúc 14:05 07/09/2026."
    assert "7 Sep 2026, 14:05" in rules.footnote(KNOWN, language="en")
    assert rules.footnote(Figure("r", "", False, "Tỷ lệ", "2026", "", "", None), language="vi") == "Tỷ lệ: chưa có số liệu."


def test_numbers_as_reports_print_them() -> None:
    assert rules.number(Decimal(866870), decimals=0, language="vi") == "866.870"
    assert rules.number(Decimal("1234.5"), decimals=2, language="en") == "1,234.50"


@pytest.mark.parametrize("year", [2019, 2027, 0])
def test_years_that_cannot_be_reported(year: int) -> None:
    with pytest.raises(YearRefused):
        rules.check_year(year, today=date(2026, 9, 7))
