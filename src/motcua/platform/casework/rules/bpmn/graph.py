"""A definition as a graph of BPMN: what the picture shows and what another engine would run.

One user task per step, held by the lane of its role; behind it an exclusive gateway with one flow per action that some reachable status
allows. A pause is an event in the lane of the applicant with a gateway of its own. A step with opinions is entered through a parallel
gateway: one task per opinion beside the step's own, joined again before the branch ends; the guard ``opinions.open = 0`` holds the step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from motcua.kernel.working_time import Limit
from motcua.platform.casework.contracts import Definition, DossierStatus, OpinionSpec, Step, StepAction
from motcua.platform.casework.rules.bpmn.profile import CITIZEN, PAID, PAUSES, action_keys, condition
from motcua.platform.casework.rules.transitions import TERMINAL, possible


class Kind(StrEnum):
    """What a node is; the profile knows no other."""

    START = "start"
    TASK = "task"
    OPINION = "opinion"
    MERGE = "merge"
    FORK = "fork"
    JOIN = "join"
    CHOOSE = "choose"
    WAIT = "wait"
    RESUME = "resume"
    TIMER = "timer"
    LATE = "late"
    ANSWERED = "answered"
    END = "end"


@dataclass(frozen=True, slots=True)
class Node:
    """One node; ``step`` is the step it belongs to (an end: the step it leads to), ``owner`` the task that a timer sits on."""

    id: str
    kind: Kind
    vi: str
    en: str
    lane: str
    step: str = ""
    status: DossierStatus | None = None
    clock: Limit | None = None
    opinion: OpinionSpec | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """One sequence flow; ``action`` is the key of the action that takes it."""

    source: str
    target: str
    vi: str = ""
    condition: str = ""
    action: str = ""

    @property
    def id(self) -> str:
        """Stable while source and action stay what they are."""
        return f"flow_{self.source}_{self.action or 'to_' + self.target}"


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes and flows, in the order of the definition."""

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]


def graph_of(definition: Definition) -> Graph:
    """The graph of a definition."""
    return _Builder(definition).build()


def reached(definition: Definition) -> dict[str, list[DossierStatus]]:
    """For each step the statuses in which a dossier may stand there, whatever the guards say; steps without actions end it."""
    found: dict[str, list[DossierStatus]] = {s.key: [] for s in definition.steps}
    new = [(definition.first_step.key, DossierStatus.SUBMITTED)]
    while new:
        key, status = new.pop(0)
        if key not in found or status in found[key]:
            continue
        found[key].append(status)
        new += [(a.to_step, a.status) for a in definition.step(key).actions if possible(a.verb, status)]
        if status is DossierStatus.FINANCIAL_DUTY:
            new.append((key, DossierStatus.PROCESSING))  # the payment was settled
    return {key: sorted(statuses) for key, statuses in found.items()}


class _Builder:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.statuses = reached(definition)
        self.nodes: dict[str, Node] = {}
        self.flows: list[Flow] = []

    def build(self) -> Graph:
        first = self.definition.first_step
        self.add(Node(id="start", kind=Kind.START, vi="Nộp hồ sơ", en="Submission", lane=CITIZEN))
        self.flows.append(Flow(source="start", target=self.entry(first.key, DossierStatus.SUBMITTED)))
        for step in self.definition.steps:
            if step.actions:
                self.step(step)
        return Graph(nodes=tuple(self.nodes.values()), flows=tuple(self.flows))

    def add(self, node: Node) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id

    def entry(self, key: str, status: DossierStatus, *, held: str = "") -> str:
        """The node by which a dossier comes to a step in a status; ``held``: the step that it never left, because it only paused there."""
        step = self.definition.step(key)
        if status in TERMINAL or not step.actions:
            lane, name = (CITIZEN, f"end_{key}_{int(status)}")
            return self.add(Node(id=name, kind=Kind.END, vi=status.vi, en=status.en, lane=lane, step=key, status=status))
        if status in PAUSES:
            return f"wait_{key}_{int(status)}"
        return f"merge_{key}" if step.opinions and held != key else f"task_{key}"

    def step(self, step: Step) -> None:
        task = f"task_{step.key}"
        lane = step.role.value
        self.add(Node(id=task, kind=Kind.TASK, vi=step.name_vi, en=step.name_en, lane=lane, step=step.key))
        self.timer(task, step.clock, lane)
        active = tuple(s for s in self.statuses[step.key] if s not in PAUSES)
        if any(possible(a.verb, s) for a in step.actions for s in active):
            choose = self.add(Node(id=f"choose_{step.key}", kind=Kind.CHOOSE, vi="", en="", lane=lane, step=step.key))
            self.flows.append(Flow(source=task, target=choose))
            self.actions(choose, step, active)
        if step.opinions:
            self.opinions(step, task)
        for status in PAUSES:
            if status in self.statuses[step.key]:
                self.pause(step, status)

    def actions(self, source: str, step: Step, statuses: tuple[DossierStatus, ...]) -> None:
        """One flow per action that one of ``statuses`` allows."""
        held = step.key if any(s in PAUSES for s in statuses) else ""
        for key, action in zip(action_keys(step), step.actions, strict=True):
            allowing = tuple(int(s) for s in statuses if possible(action.verb, s))
            if allowing:
                only = () if len(allowing) == len(statuses) else allowing
                self.flow(source, key, action, only, held)

    def flow(self, source: str, key: str, action: StepAction, only: tuple[int, ...], held: str) -> None:
        target = self.entry(action.to_step, action.status, held=held)
        text = condition(key, action, only=only)
        self.flows.append(Flow(source=source, target=target, vi=action.label_vi, condition=text, action=key))

    def pause(self, step: Step, status: DossierStatus) -> None:
        vi, en = PAUSES[status]
        wait = self.add(Node(
            id=f"wait_{step.key}_{int(status)}", kind=Kind.WAIT, vi=vi, en=en, lane=CITIZEN, step=step.key, status=status
        ))
        resume = self.add(Node(
            id=f"resume_{step.key}_{int(status)}", kind=Kind.RESUME, vi="", en="", lane=CITIZEN, step=step.key, status=status
        ))
        self.flows.append(Flow(source=wait, target=resume))
        self.actions(resume, step, (status,))
        if status is DossierStatus.FINANCIAL_DUTY:
            target = self.entry(step.key, DossierStatus.PROCESSING, held=step.key)
            self.flows.append(Flow(source=resume, target=target, vi="Đã nộp tiền", condition=f'choice = "{PAID}"', action=PAID))

    def opinions(self, step: Step, task: str) -> None:
        fork, join, answered = f"fork_{step.key}", f"join_{step.key}", f"answered_{step.key}"
        lane = step.role.value
        # Ways from several steps meet in a gateway of their own: a parallel gateway would wait for all of them.
        merge = self.add(Node(id=f"merge_{step.key}", kind=Kind.MERGE, vi="", en="", lane=lane, step=step.key))
        self.add(Node(id=fork, kind=Kind.FORK, vi="", en="", lane=lane, step=step.key))
        self.flows.append(Flow(source=merge, target=fork))
        self.flows.append(Flow(source=fork, target=task))
        for opinion in step.opinions:
            asked = self.add(Node(
                id=f"opinion_{step.key}_{opinion.key}", kind=Kind.OPINION, vi=opinion.vi, en=opinion.en, lane=opinion.role.value,
                step=step.key, opinion=opinion,
            ))
            self.timer(asked, opinion.clock, opinion.role.value)
            self.flows += (Flow(source=fork, target=asked), Flow(source=asked, target=join))
        self.add(Node(id=join, kind=Kind.JOIN, vi="", en="", lane=lane, step=step.key))
        self.add(Node(id=answered, kind=Kind.ANSWERED, vi="Đủ ý kiến", en="All opinions are in", lane=lane, step=step.key))
        self.flows.append(Flow(source=join, target=answered))

    def timer(self, task: str, clock: Limit | None, lane: str) -> None:
        """A clock that rings and does not interrupt: lateness is told, the work goes on."""
        if clock is None:
            return
        timer = self.add(Node(
            id=f"timer_{task}", kind=Kind.TIMER, vi="Hết thời hạn bước", en="Step is due", lane=lane, clock=clock, owner=task
        ))
        late = self.add(Node(id=f"late_{task}", kind=Kind.LATE, vi="Nhắc quá hạn", en="Told to be late", lane=lane))
        self.flows.append(Flow(source=timer, target=late))


def by_id(graph: Graph) -> dict[str, Node]:
    """The nodes by their ids."""
    return {node.id: node for node in graph.nodes}


def flows_of(graph: Graph, step: str) -> Iterator[Flow]:
    """The flows that carry actions of a step."""
    nodes = by_id(graph)
    for flow in graph.flows:
        if flow.action and nodes[flow.source].step == step:
            yield flow
