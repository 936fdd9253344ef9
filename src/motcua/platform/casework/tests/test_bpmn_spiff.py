"""The exported diagram, run by another engine, goes where our own rules go.

SpiffWorkflow loads the file exactly as it is exported; only its script engine is ours, so that conditions are computed as the S-FEEL they are
written in. Our side is ``rules.state`` (the fold of facts), ``rules.process.offers`` and the guards of the definition. Both are driven with the
same random choices, and after every one these must agree: the step or pause in which the dossier waits; the opinions that are still asked; the
actions that may be chosen there; and whether the dossier has ended. Choices include a settled payment and the answers of other units.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from motcua.kernel import feel
from motcua.platform.casework.contracts import DossierStatus, EventKind, Verb
from motcua.platform.casework.rules import process, state
from motcua.platform.casework.rules.bpmn import to_bpmn
from motcua.platform.casework.rules.bpmn.profile import PAID, PAUSES, action_keys
from motcua.platform.casework.tests import shapes

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
FACTS = {
    Verb.RECEIVE: EventKind.RECEIVED, Verb.REFUSE: EventKind.REFUSED, Verb.REQUEST_SUPPLEMENT: EventKind.SUPPLEMENT_REQUESTED,
    Verb.EXTEND_SUPPLEMENT: EventKind.SUPPLEMENT_EXTENDED, Verb.SUPPLY: EventKind.SUPPLEMENTED, Verb.FORWARD: EventKind.MOVED,
    Verb.PROPOSE_RESULT: EventKind.MOVED, Verb.SEND_BACK: EventKind.MOVED, Verb.SIGN_RESULT: EventKind.RESOLVED,
    Verb.REQUEST_PAYMENT: EventKind.PAYMENT_REQUESTED, Verb.HAND_BACK: EventKind.HANDED_BACK, Verb.WITHDRAW: EventKind.WITHDRAWN, Verb.STOP: EventKind.STOPPED,
}


@dataclass
class Ours:
    """A dossier by our own rules: facts folded one by one, opinions asked whenever a step that has them is entered."""

    definition: object
    now: state.State = None
    count: int = 0
    facts: list = field(default_factory=list)

    def __post_init__(self):
        self.now = state.begin(self.fact(EventKind.SUBMITTED, DossierStatus.SUBMITTED, step=self.definition.first_step.key))
        self.ask()

    def fact(self, kind, status, **details):
        self.count += 1
        made = state.Fact(kind=kind, at=AT + timedelta(minutes=self.count), actor_ref="test", to_status=status, details=details)
        self.facts.append(made)
        return made

    def ask(self):
        for opinion in self.definition.step(self.now.step).opinions:
            due = (AT + timedelta(days=9)).isoformat()
            told = {"opinion": f"{opinion.key}#{self.count}", "unit": "X1", "key": opinion.key, "opinion_due_at": due}
            self.now = state.apply(self.now, self.fact(EventKind.OPINION_ASKED, self.now.status, **told))

    def answer(self, key):
        asked = next(o for o in self.now.open_opinions if o.key == key)
        self.now = state.apply(self.now, self.fact(EventKind.OPINION_GIVEN, self.now.status, opinion=asked.ref, stance="agree"))

    def context(self):
        return {"status": int(self.now.status), "opinions": {"open": len(self.now.open_opinions)}, "subs": {"open": 0}, "fee": {"due": 0, "paid": 0}}

    def choices(self):
        """Keys of the actions that are offered and whose guard holds; a paused payment may be settled too."""
        step = self.definition.step(self.now.step)
        keys = dict(zip(map(id, step.actions), action_keys(step), strict=True))
        offered = [keys[id(a)] for a in process.offers(definition=self.definition, state=self.now) if not a.guard or feel.evaluate(a.guard, self.context()) is True]
        return {*offered, *([PAID] if self.now.status is DossierStatus.FINANCIAL_DUTY else [])}

    def choose(self, key):
        before = self.now
        step = self.definition.step(before.step)
        if key == PAID:
            fact = self.fact(EventKind.FEE_PAID, DossierStatus.PROCESSING, resumed=True, step=before.step, amount=1)
        else:
            action = dict(zip(action_keys(step), step.actions, strict=True))[key]
            fact = self.fact(FACTS[action.verb], action.status, step=action.to_step, outcome="granted", due_at=(AT + timedelta(days=30)).isoformat())
        self.now = state.apply(before, fact)
        came_back = before.status in PAUSES and self.now.step == before.step
        if not self.ended() and self.now.status not in PAUSES and not came_back:
            self.ask()

    def ended(self):
        return self.now.ended_at is not None

    def place(self):
        if self.ended():
            return set()
        held = f"wait_{self.now.step}_{int(self.now.status)}" if self.now.status in PAUSES else f"task_{self.now.step}"
        return {held, *(f"opinion_{self.asking(o.ref)}_{o.key}" for o in self.now.open_opinions)}

    def asking(self, ref):
        """The step that asked an opinion: the one in which the dossier stood when the fact was told."""
        at = next(i for i, f in enumerate(self.facts) if f.kind is EventKind.OPINION_ASKED and f.details["opinion"] == ref)
        return state.fold(self.facts[:at]).step


class Feel(PythonScriptEngine):
    """Conditions are S-FEEL; a duration means itself."""

    def evaluate(self, task, expression, external_context=None):
        return f"{expression}" if expression.startswith("P") else feel.evaluate(expression, task.data) is True


class Theirs:
    """The same dossier as tokens in SpiffWorkflow."""

    def __init__(self, spec):
        self.run = BpmnWorkflow(spec, script_engine=Feel())
        self.settle()

    def settle(self):
        self.run.do_engine_steps()

    def open(self):
        tasks = self.run.get_tasks(state=TaskState.READY | TaskState.WAITING)
        return {t.task_spec.name: t for t in tasks if t.task_spec.name.startswith(("task_", "wait_", "opinion_"))}

    def choices(self, context):
        """What the gateway behind the held place would let through, choice by choice."""
        held = next(t for name, t in self.open().items() if not name.startswith("opinion_"))
        gateway = held.task_spec.outputs[0]
        if gateway.name.startswith(("timer_", "BoundaryEvent")) or not hasattr(gateway, "cond_task_specs"):
            gateway = next(g for g in self.gateways(held.task_spec) if hasattr(g, "cond_task_specs"))
        found = set()
        for condition, _ in gateway.cond_task_specs:
            key = condition.args[0].split('"')[1]
            if feel.evaluate(condition.args[0], {**context, "choice": key}) is True:
                found.add(key)
        return found

    def gateways(self, spec, deep=4):
        for output in spec.outputs if deep else ():
            yield output
            yield from self.gateways(output, deep - 1)

    def choose(self, name, data):
        task = self.open()[name]
        if task.state == TaskState.WAITING:
            self.run.catch(BpmnEvent(task.task_spec.event_definition, {}))
        task.data.update(data)
        if name.startswith("wait_"):
            self.settle()
        else:
            task.run()
            self.settle()


_SPECS = {}


def spec_of(key):
    if key not in _SPECS:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(to_bpmn(shapes.definition(key))), filename=f"{key}.bpmn")
        _SPECS[key] = parser.get_spec("process")
    return _SPECS[key]


@pytest.mark.parametrize("key", shapes.KEYS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_both_engines_enable_the_same(key, data):
    ours, theirs = Ours(shapes.definition(key)), Theirs(spec_of(key))
    for _ in range(14):
        assert theirs.open().keys() == ours.place()
        if ours.ended():
            assert theirs.run.is_completed()
            return
        enabled = ours.choices()
        assert theirs.choices(ours.context()) == enabled
        answers = [name for name in ours.place() if name.startswith("opinion_")]
        # Endings come late, so that most runs see several steps.
        going_on = sorted(enabled - {"withdraw", "stop", "refuse"}) * 4 + sorted(enabled) + answers * 3
        choice = data.draw(st.sampled_from(going_on))
        held = next(name for name in ours.place() if not name.startswith("opinion_"))
        if choice in answers:
            theirs.choose(choice, {})
            ours.answer(next(o.key for o in ours.now.open_opinions if choice.endswith(f"_{o.key}")))
        else:
            theirs.choose(held, {**ours.context(), "choice": choice})
            ours.choose(choice)
