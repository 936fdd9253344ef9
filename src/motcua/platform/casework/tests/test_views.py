"""Saved views: an officer's own, one opens by itself, names are hers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.errors import Forbidden, Invalid
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts.desk import InboxFilter, Sort, ViewTaken, ViewUnknown

LATE = InboxFilter(due="late", received_from=date(2026, 3, 1), sort=Sort.NEWEST)


def save(town, name="Trễ", filters=LATE, **more):
    return api.save_view(name=name, filters=filters, actor=town.reception, now=t.NOW, **more)


def test_kept_as_it_was_and_mine_alone(town):
    view = save(town)
    assert [v.filter for v in api.saved_views(actor=town.reception)] == [LATE]
    assert api.saved_views(actor=town.appraiser) == ()
    with pytest.raises(ViewUnknown):
        api.rename_view(view_id=view.view_id, name="Khác", actor=town.appraiser)
    assert api.delete_view(view_id=view.view_id, actor=town.appraiser) is False


def test_saving_again_changes_nothing_and_another_list_needs_another_name(town):
    assert save(town).view_id == save(town).view_id
    with pytest.raises(ViewTaken):
        save(town, filters=InboxFilter(due="soon"))
    other = save(town, "Sắp đến hạn", InboxFilter(due="soon"))
    with pytest.raises(ViewTaken):
        api.rename_view(view_id=other.view_id, name=" Trễ ", actor=town.reception)


def test_one_default_at_most(town):
    first, second = save(town, is_default=True), save(town, "Hai", is_default=True)
    assert [v.is_default for v in api.saved_views(actor=town.reception)] == [False, True]
    api.choose_default_view(view_id=first.view_id, actor=town.reception)
    assert [v.is_default for v in api.saved_views(actor=town.reception)] == [True, False]
    api.choose_default_view(view_id=None, actor=town.reception)
    assert not any(v.is_default for v in api.saved_views(actor=town.reception))
    assert second.view_id != first.view_id


def test_order_by_hand(town):
    ids = [save(town, name).view_id for name in "ABC"]
    api.move_view(view_id=ids[2], up=True, actor=town.reception)
    api.move_view(view_id=ids[0], up=True, actor=town.reception)  # at the end already
    assert [v.name for v in api.saved_views(actor=town.reception)] == ["A", "C", "B"]


def test_at_most_twenty_and_never_nameless(town):
    with pytest.raises(Invalid):
        save(town, "  ")
    for n in range(20):
        save(town, f"Danh sách {n}")
    with pytest.raises(Invalid):
        save(town, "Thêm")


def test_citizens_keep_no_lists(town):
    with pytest.raises(Forbidden):
        api.save_view(name="x", filters=LATE, actor=town.citizen, now=t.NOW)


@given(st.builds(
    InboxFilter, query=st.text(max_size=20), status=st.integers(0, 10), due=st.sampled_from(["", "late"]), mine=st.booleans(),
    procedure=st.text(max_size=9), channel=st.integers(0, 3), received_from=st.none() | st.dates(), due_to=st.none() | st.dates(),
    sort=st.sampled_from(Sort),
))  # fmt: skip
def test_a_filter_is_the_same_after_keeping(wanted):
    assert InboxFilter.from_document(wanted.to_document() | {"gone": 1}) == wanted
