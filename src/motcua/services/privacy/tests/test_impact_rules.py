"""The days of an impact assessment, and the fingerprint by which a changed register is noticed."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from motcua.services.privacy.contracts import Activity, PurposeFact, TableFact
from motcua.services.privacy.rules import impacts as rules

FIRST = date(2026, 1, 1)
days = st.dates(min_value=FIRST, max_value=date(2030, 1, 1))
texts = st.text(alphabet="abc đ", max_size=6)
answers = st.dictionaries(st.sampled_from(["a", "b", "c"]), texts)
tables = st.builds(
    TableFact, room=st.just("r"), room_name=st.just("r"), table=st.sampled_from(["x", "y", "z"]), name=texts, retention=texts,
    personal=st.tuples(texts, texts), encrypted=st.just(()),
)  # fmt: skip


def activity(**change):
    known = {
        "key": "k", "name_vi": "n", "name_en": "n", "subjects_vi": "s", "subjects_en": "s", "recipients_vi": "r", "recipients_en": "r",
        "since": FIRST, "needs_impact": True, "purposes": (), "tables": (),
    }  # fmt: skip
    return Activity(**(known | change))


@given(first=days, length=st.integers(1, 365), later=st.integers(0, 800))
def test_late_exactly_after_the_last_day(first, length, later):
    due = rules.due_on(first_on=first, days=length)
    shown = rules.clock(first_on=first, due=due, sent_on=first + timedelta(days=later), ended=False, today=date(2040, 1, 1))
    assert (shown.late, shown.left) == (later > length, length - later)


@given(left=st.integers(-40, 60), sent=st.sets(st.sampled_from([30, 14, 3, 0])))
def test_each_warning_comes_once_and_not_early(left, sent):
    due = rules.warnings(due=FIRST + timedelta(days=left), marks=[30, 14, 3, 0], today=FIRST, sent=sent)
    assert set(due) == {m for m in (30, 14, 3, 0) if left <= m} - sent
    assert list(due) == sorted(due, reverse=True)


@given(told=st.lists(tables, max_size=4), order=st.randoms())
def test_the_order_in_which_rooms_tell_does_not_matter(told, order):
    shuffled = list(told)
    order.shuffle(shuffled)
    assert rules.fingerprint(activity(tables=tuple(told))) == rules.fingerprint(activity(tables=tuple(shuffled)))


@given(before=tables, after=tables)
def test_a_change_of_tables_is_named_by_its_parts(before, after):
    kept, now = (rules.fingerprint(activity(tables=(t,))) for t in (before, after))
    parts = rules.changed_parts(kept=kept, now=now)
    assert ("data" in parts) == ((before.table, sorted(before.personal)) != (after.table, sorted(after.personal)))
    assert ("period" in parts) == ((before.table, before.retention) != (after.table, after.retention))


def test_words_in_english_alone_are_no_change_and_a_lost_activity_is_all():
    told = activity(purposes=(PurposeFact(code="p", name_vi="p", name_en="p", ground="law", citation="c"),))
    kept = rules.fingerprint(told)
    assert rules.changed_parts(kept=kept, now=rules.fingerprint(replace(told, subjects_en="other", name_en="other"))) == ()
    assert rules.changed_parts(kept=kept, now=None) == tuple(rules.PARTS)


@given(typed=answers, before=answers, after=answers)
def test_what_people_wrote_is_never_overwritten(typed, before, after):
    made = rules.refilled(answers=typed, before=before, after=after)
    for key, text in typed.items():
        if text and text != before.get(key, ""):
            assert made[key] == text
    assert all(made[k] == text for k, text in after.items() if not typed.get(k))


def test_levels_have_three_grades():
    assert [rules.grade(n) for n in (1, 4, 5, 11, 12, 25)] == ["low", "low", "middling", "middling", "high", "high"]
