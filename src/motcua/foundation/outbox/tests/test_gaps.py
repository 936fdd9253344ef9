from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.outbox.rules import GapWatch, parks, wait_seconds


def test_contiguous_numbers_are_settled_at_once():
    assert GapWatch().settled(after=0, visible=[1, 2, 3], xmin=10, xmax=10) == 3


def test_a_gap_stops_until_every_transaction_of_its_time_has_ended():
    watch = GapWatch()
    assert watch.settled(after=0, visible=[1, 3], xmin=7, xmax=9) == 1
    assert watch.settled(after=1, visible=[3], xmin=8, xmax=12) == 1
    assert watch.settled(after=1, visible=[3], xmin=9, xmax=12) == 3


def test_a_late_commit_inside_the_gap_is_not_lost():
    watch = GapWatch()
    assert watch.settled(after=0, visible=[1, 3], xmin=7, xmax=9) == 1
    assert watch.settled(after=1, visible=[2, 3], xmin=8, xmax=12) == 3


@given(st.lists(st.integers(min_value=1, max_value=30), unique=True), st.integers(0, 5))
def test_never_beyond_an_open_gap(numbers, after):
    visible = sorted(n for n in numbers if n > after)
    reached = GapWatch().settled(after=after, visible=visible, xmin=1, xmax=5)
    assert set(range(after + 1, reached + 1)) <= set(visible)


def test_waits_grow_and_end():
    waits = [wait_seconds(attempts=n) for n in range(1, 12)]
    assert waits[:4] == [1, 2, 4, 8]
    assert waits == sorted(waits)
    assert max(waits) == 300
    assert parks(attempts=8)
    assert not parks(attempts=7)
