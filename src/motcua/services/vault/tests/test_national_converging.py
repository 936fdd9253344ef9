"""Whatever fails between the stores, in whatever order: once the other one is well again, both hold the same."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.identity.testing import make_citizen
from motcua.services.vault import api
from motcua.services.vault.models import HeldDocumentRow, NationalGate, NationalPaper, NationalRun, NationalSending
from motcua.services.vault.testing import NOW, joined
from motcua.services.vault.tests.national_acts import agree, keep, number, revoke
from motcua.simulator.peers.results.shelf import paper

pytestmark = pytest.mark.django_db
FAULTS = ("http_500", "wrong_signature", "truncated_file", "duplicate", "small_pages", "no_token", "lost_answer", "other_person")
STEPS = st.lists(
    st.sampled_from(["keep", "revoke", "issue", "change", "take_back", "turn", "bring", *FAULTS]), min_size=4, max_size=14
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_faults_both_sides_hold_the_same(db, tmp_path_factory, steps):
    """Whatever fails in between, once the store is well again every result is there as it is here, and every paper here as it is there."""
    with joined(tmp_path_factory.mktemp("peers")) as there:
        _clear()
        load_purposes()
        owner = make_citizen()
        me, at, made = number(owner), NOW, []
        agree(owner)
        for place, step in enumerate(steps):
            at += timedelta(minutes=3)
            if step == "keep":
                made.append(keep(owner)[0])
            elif step == "revoke" and made:
                revoke(made[-1], at)
            elif step in {"issue", "change"}:
                there.shelf.issue(me, paper(me, kind="KQ.X1", title="Giấy", number="1", agency="Sở", issued="20240101", revision=place + 1))
            elif step == "take_back":
                there.shelf.revoke(me, f"{me[-6:]}/1")
            elif step == "bring":
                api.bring_papers(actor=owner, now=at)
            elif step == "turn":
                api.exchange_national(now=at)
            elif step in FAULTS:
                there.fault(step, times=2)
        there.heal()
        _settle(owner, at)
        _assert_same(owner, there, me)


def _clear():
    for model in (NationalPaper, NationalRun, NationalSending, NationalGate, HeldDocumentRow):
        model.objects.all().delete()


def _settle(owner, at):
    api.exchange_national(now=at + timedelta(hours=3))  # what waits of before the end
    for hours in (6, 9, 12):
        api.bring_papers(actor=owner, now=at + timedelta(hours=hours))
        api.exchange_national(now=at + timedelta(hours=hours))


def _assert_same(owner, there, me):
    ours = {str(r.uuid): r.revoked_at is not None for r in HeldDocumentRow.objects.filter(origin="result")}
    assert {t["MaDinhDanhKetQua"]: t["TrangThai"] == "0" for t in there.shelf.told()} == ours
    assert not NationalSending.objects.exclude(state="sent").exists()
    theirs = {p["DanhSachTepDinhKem"][0]["MaBam"]: p["TrangThai"] == "0" for p in there.shelf.papers(me) if "PhienBan" not in p}
    rows = HeldDocumentRow.objects.filter(origin="national", replaced_by=None)
    here = {r.sha256: r.revoked_at is not None for r in rows}
    gone = {sha for sha, void in theirs.items() if void and sha not in here}  # taken back before it ever came
    assert here == {sha: void for sha, void in theirs.items() if sha not in gone}
