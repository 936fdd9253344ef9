"""Any sequence of actions, by anybody, at any time: the row stays the fold of the history, the chain stays whole."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierStatus, OpinionAsk, Outcome, SideVerb, Verb
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import clock
from motcua.platform.casework.rules.transitions import FROM, TERMINAL

BESIDE = frozenset(SideVerb) - {SideVerb.GIVE_OPINION, SideVerb.RECALL_OPINION, SideVerb.OPEN_SUB_DOSSIER, SideVerb.RATE}
PEOPLE = ("citizen", "reception", "appraiser", "leader", "operator", "stranger", "other_citizen")


class Lifecycle(RuleBasedStateMachine):
    """One dossier that everybody pulls at."""

    town = None

    @initialize(code=st.sampled_from([t.BIRTH, t.REPAIR]))
    def submit(self, code):
        self.sid = transaction.savepoint()
        self.now = t.NOW
        self.ref = t.submit(self.town.citizen, code=code, now=self.now)
        self.done = 1

    def teardown(self):
        if hasattr(self, "sid"):
            transaction.savepoint_rollback(self.sid)

    @rule(hours=st.integers(0, 90))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def pay(self):
        dossier = self.dossier
        if dossier.payment_id is not None:
            changed = api.settle_fee(
                ref=f"casework:{self.ref.uuid}", amount=dossier.fee_amount, payment_id=dossier.payment_id, settled_at=self.now
            )
            self.done += changed

    @rule(who=st.sampled_from(PEOPLE), verb=st.sampled_from([v for v in Verb if v is not Verb.SUBMIT]), granted=st.booleans())
    def act(self, who, verb, granted):
        actor, before = getattr(self.town, who), self.dossier
        offered = {a.verb for a in self.offered(actor) if a.enabled}
        change, refusal = self.tried(verb, actor, granted)
        if refusal is not None:
            assert verb not in offered or refusal.code == "casework.supplement_late", refusal.sentence("en")
            assert refusal.sentence("vi") != refusal.sentence("en")
            assert self.dossier.status == before.status
        else:
            assert verb in offered
            assert before.status in FROM[verb]
            self.done += 1
            assert change.seq == self.done

    def tried(self, verb, actor, granted):
        try:
            with transaction.atomic():
                return self.do(verb, actor, granted), None
        except NamedError as refusal:
            return None, refusal

    def do(self, verb, actor, granted):
        given = {"code": self.ref.code, "actor": actor, "now": self.now}
        decided = {"decision": Outcome.GRANTED if granted else Outcome.DENIED, "note": "có căn cứ"}
        reasoned = {"reason": "có lý do"}
        more = {
            Verb.REQUEST_SUPPLEMENT: {"items": ["giấy tờ"], "deadline_days": 20, **reasoned}, Verb.EXTEND_SUPPLEMENT: {"deadline_days": 20},
            Verb.PROPOSE_RESULT: decided, Verb.SIGN_RESULT: decided, Verb.REQUEST_PAYMENT: {"amount": 1000, **reasoned},
            Verb.REFUSE: reasoned, Verb.SEND_BACK: reasoned, Verb.STOP: reasoned, Verb.WITHDRAW: reasoned,
        }.get(verb, {})
        if verb is Verb.SUPPLY:
            more = {"papers": [t.paper(actor, now=self.now)]}
        return getattr(api, verb)(**given, **more)

    @rule(who=st.sampled_from(PEOPLE), verb=st.sampled_from(sorted(BESIDE, key=str)))
    def beside(self, who, verb):
        """Work beside the steps: what is offered is done, what is not is refused, and a repetition changes nothing."""
        actor, before = getattr(self.town, who), self.dossier
        offered = {a.verb for a in self.sides(actor) if a.enabled}
        refusal = self.refused(verb, actor)
        if refusal is not None:
            assert verb not in offered or refusal.code in self.LATER, refusal.sentence("en")
            assert self.dossier == before
            return
        assert verb in offered
        self.done = Dossier.objects.get(uuid=self.ref.uuid).last_seq
        self.do_beside(verb, actor)
        assert Dossier.objects.get(uuid=self.ref.uuid).last_seq == self.done

    # What a button cannot know beforehand: one appeal a decision, one open question a unit, a new date that is past, the same version.
    LATER = ("casework.appeal_twice", "casework.opinion_twice", "casework.extension_refused", "casework.rebase_refused", "casework.unit_wrong")

    def refused(self, verb, actor):
        try:
            with transaction.atomic():
                self.do_beside(verb, actor)
        except NamedError as refusal:
            return refusal
        return None

    def do_beside(self, verb, actor):
        given = {"code": self.ref.code, "actor": actor, "now": self.now, "idempotency_key": f"{verb}{self.done}"}
        more = {
            SideVerb.ASSIGN: {"officer_id": None}, SideVerb.TRANSFER: {"unit_code": t.OTHER_UNIT, "reason": "nhầm nơi"},
            SideVerb.ASK_OPINIONS: {"asks": [OpinionAsk("STP", "Có vướng không?", 2)]}, SideVerb.EXTEND_DUE: {"days": 5, "reason": "cần thêm"},
            SideVerb.PAUSE: {"reason": "force_majeure", "note": "bão số 3"}, SideVerb.RESUME: {}, SideVerb.REBASE: {"to_version": 0},
            SideVerb.REVOKE_RESULT: {"reason": "sai tên"}, SideVerb.CORRECT: {"reason": "sai tên"}, SideVerb.APPEAL: {"text": "không đúng"},
        }[verb]
        return getattr(api, verb)(**given, **more)

    @rule()
    def warn(self):
        self.done += api.warn_due(now=self.now)

    def sides(self, actor):
        try:
            return api.side_actions(code=self.ref.code, actor=actor, now=self.now)
        except NamedError:
            return ()

    def offered(self, actor):
        try:
            return api.available_actions(code=self.ref.code, actor=actor, now=self.now)
        except NamedError:
            return ()

    @property
    def dossier(self):
        return api.dossier(code=self.ref.code, actor=SYSTEM)

    @invariant()
    def row_is_the_fold_of_the_history(self):
        if hasattr(self, "ref"):
            assert api.fold_check(dossier_id=self.ref.uuid) == ()
            assert api.verify_chains().ok

    @invariant()
    def due_date_is_the_clock_s(self):
        """While the clock runs, the stored due date is what the clock computes from receipt and pauses alone."""
        if not hasattr(self, "ref"):
            return
        row = Dossier.objects.get(uuid=self.ref.uuid)
        state = loading.state_of(row)
        if state.running:
            running = clock.running(limit=loading.limit_of(row), state=state, calendar=loading.calendar(self.now.date()))
            assert running.due_at(now=self.now) == row.due_at

    @precondition(lambda self: hasattr(self, "ref") and self.dossier.status in TERMINAL)
    @rule(who=st.sampled_from(PEOPLE))
    def nothing_is_offered_at_the_end(self, who):
        assert self.offered(getattr(self.town, who)) == ()
        assert {a.verb for a in self.sides(getattr(self.town, who))} <= {"appeal", "rate", "revoke_result", "correct"}


@pytest.mark.timeout(120)
def test_lifecycle_holds_for_any_sequence(town):
    Lifecycle.town = town
    quick = settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    run_state_machine_as_test(Lifecycle, settings=quick)


def test_every_status_of_the_portal_is_reached_from_the_first():
    from motcua.platform.casework.rules.transitions import ALLOWED

    found, new = {DossierStatus.SUBMITTED}, {DossierStatus.SUBMITTED}
    while new:
        new = {after for before in new for after in ALLOWED[before]} - found
        found |= new
    assert found == set(DossierStatus)
    ends = {s for s in DossierStatus if not ALLOWED[s]}
    assert ends | {DossierStatus.HANDED_BACK} == TERMINAL  # a result that was handed back may be corrected
