"""Sharing as a machine: whatever is made, opened, revoked, replaced, removed and waited for, no share shows what it must not."""

from datetime import timedelta
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from motcua.foundation.identity.testing import make_citizen
from motcua.kernel.actors import ANONYMOUS
from motcua.services.vault import api
from motcua.services.vault.testing import NOW, held, picture


class Sharing(RuleBasedStateMachine):
    """The real door beside a few plain facts that say what must happen."""

    @initialize()
    def begin(self):
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now, self.seed, self.shares = NOW, 0, []
        self.owner = make_citizen()
        self.paper, self.removed = held(self.owner, seed=self.seed), False

    def teardown(self):
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @precondition(lambda self: not self.removed)
    @rule(days=st.integers(1, 5), most=st.integers(0, 2), with_file=st.booleans())
    def share(self, days, most, with_file):
        terms = api.ShareTerms(purpose="Nhập học", days=days, most_views=most, with_file=with_file, fields=("number",))
        made = api.share(document_id=self.paper.uuid, terms=terms, actor=self.owner, now=self.now, idempotency_key=uuid4().hex)
        ends = self.now + timedelta(days=days)
        told = {"ends": ends, "most": most, "version": self.seed, "file": with_file}
        self.shares.append({"made": made, "views": 0, "revoked": False, **told})

    @precondition(lambda self: self.shares)
    @rule(data=st.data())
    def open(self, data):
        one = data.draw(st.sampled_from(self.shares))
        gone = self.removed and one["version"] == self.seed
        live = not one["revoked"] and not gone and self.now < one["ends"] and (not one["most"] or one["views"] < one["most"])
        try:
            shown = api.open_share(key=api.Key(token=one["made"].token), actor=ANONYMOUS, now=self.now)
        except api.LinkDead:
            assert not live
        else:
            assert live
            assert list(shown.paper.facts) == ["number"]
            assert bool(shown.paper.sha256) == one["file"]
            assert shown.newer == (one["version"] < self.seed - self.removed)
            one["views"] += 1

    @precondition(lambda self: self.shares)
    @rule(data=st.data())
    def revoke(self, data):
        one = data.draw(st.sampled_from(self.shares))
        api.revoke_share(share_id=one["made"].share.uuid, actor=self.owner, now=self.now)
        one["revoked"] = True

    @rule(hours=st.integers(1, 60))
    def wait(self, hours):
        self.now += timedelta(hours=hours)

    @precondition(lambda self: not self.removed)
    @rule()
    def replace(self):
        self.seed += 1
        typed = api.PaperTyped(fields={"number": "1", "class": "B"})
        self.paper = api.replace_paper(
            document_id=self.paper.uuid, typed=typed, content=picture(self.seed), name="n.png", actor=self.owner, now=self.now
        )

    @rule()
    def remove_or_restore(self):
        act = api.restore_paper if self.removed else api.remove_paper
        act(document_id=self.paper.uuid, actor=self.owner, now=self.now)
        self.removed = not self.removed

    @invariant()
    def the_holder_sees_every_opening(self):
        for one in getattr(self, "shares", []):
            seen = api.openings(share_id=one["made"].share.uuid, actor=self.owner)
            assert len(seen) == one["views"] == api.one_share(share_id=one["made"].share.uuid, actor=self.owner, now=self.now).views


@pytest.mark.django_db
def test_sharing_as_a_machine():
    run_state_machine_as_test(Sharing, settings=settings(max_examples=12, stateful_step_count=15, deadline=None))
