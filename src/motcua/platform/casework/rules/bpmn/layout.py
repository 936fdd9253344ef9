"""Where everything stands: lanes from above, one column per step, ends in the last column; flows go round by right angles."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.platform.casework.rules.bpmn.graph import Flow, Graph, Kind, Node
from motcua.platform.casework.rules.bpmn.profile import LANES, PAUSES

_SIZES: dict[Kind, tuple[int, int]] = {Kind.TASK: (120, 80), Kind.OPINION: (120, 80)}
_GATEWAY, _EVENT = (50, 50), (36, 36)
_GATEWAYS = frozenset({Kind.MERGE, Kind.FORK, Kind.JOIN, Kind.CHOOSE, Kind.RESUME})
_LEFT, _TOP, _COLUMN, _ROW = 220, 60, 540, 120
# The place of a kind inside of its step's column.
_PLACES: dict[Kind, int] = {
    Kind.START: 0, Kind.MERGE: 0, Kind.FORK: 70, Kind.TASK: 150, Kind.OPINION: 150, Kind.CHOOSE: 330, Kind.JOIN: 330, Kind.WAIT: 190,
    Kind.RESUME: 420, Kind.LATE: 300, Kind.ANSWERED: 410, Kind.END: 0, Kind.TIMER: 0,
}
_PAUSE_ROWS = len(PAUSES)  # above the rows of the ends, which lie free so that flows can run along them
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the units of the diagram."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes of nodes and lanes, and the points of every flow, by their ids."""

    nodes: dict[str, Box]
    lanes: dict[str, Box]
    flows: dict[str, tuple[Point, ...]]
    pool: Box


def layout_of(graph: Graph) -> Layout:
    """A diagram of the graph."""
    columns = {key: i + 1 for i, key in enumerate(dict.fromkeys(n.step for n in graph.nodes if n.kind is Kind.TASK))}
    rows = _rows(graph, columns)
    lanes, top = {}, _TOP
    width = _COLUMN * (len(columns) + 2)
    for lane in (name for name in LANES if any(n.lane == name for n in graph.nodes)):
        height = _ROW * (1 + max((row for node, row in rows.items() if node.lane == lane), default=0))
        lanes[lane] = Box(_LEFT - 30, top, width, height)
        top += height
    boxes = {node.id: _box(node, _column(node, columns), lanes[node.lane].y + rows[node] * _ROW) for node in graph.nodes if not node.owner}
    for node in graph.nodes:
        if node.owner:  # a clock sits on the lower edge of its task
            task = boxes[node.owner]
            boxes[node.id] = Box(task.x + task.width - 46, task.y + task.height - 18, *_EVENT)
    ends = frozenset(node.id for node in graph.nodes if node.kind is Kind.END)
    points = {flow.id: _points(flow, boxes, ends) for flow in graph.flows}
    return Layout(nodes=boxes, lanes=lanes, flows=points, pool=Box(_LEFT - 60, _TOP, width + 30, top - _TOP))


def _column(node: Node, columns: dict[str, int]) -> int:
    if node.kind is Kind.END:
        return len(columns) + 1
    if node.kind is Kind.LATE:
        return columns[node.id.removeprefix("late_task_")] if node.id.startswith("late_task_") else _of_opinion(node.id, columns)
    return columns.get(node.step, 0)


def _of_opinion(name: str, columns: dict[str, int]) -> int:
    rest = name.removeprefix("late_opinion_")
    return max((column for key, column in columns.items() if rest.startswith(f"{key}_")), default=0)


def _rows(graph: Graph, columns: dict[str, int]) -> dict[Node, int]:
    """The row of each node inside of its lane: the next one where its place in the column is taken."""
    taken: set[tuple[str, int, int, int]] = set()
    rows: dict[Node, int] = {}
    # The end of a branch stands in the row of what it ends.
    late = {node.id.removeprefix("late_"): node for node in graph.nodes if node.kind is Kind.LATE}
    late |= {f"join_{node.step}": node for node in graph.nodes if node.kind is Kind.ANSWERED}
    for node in graph.nodes:
        if node.kind in (Kind.LATE, Kind.ANSWERED) or node.owner:
            continue
        place = (node.lane, _column(node, columns), _PLACES[node.kind] // 60)
        first = _PAUSE_ROWS if node.kind is Kind.END else 0
        row = next(r for r in range(first, first + len(graph.nodes)) if (*place, r) not in taken)
        taken.add((*place, row))
        rows[node] = row
        if node.id in late:
            rows[late[node.id]] = row
    rows.update({node: 0 for node in graph.nodes if node.owner})
    return rows


def _box(node: Node, column: int, top: int) -> Box:
    width, height = _SIZES.get(node.kind, _GATEWAY if node.kind in _GATEWAYS else _EVENT)
    lower = 46 if node.kind is Kind.LATE else 0
    return Box(_LEFT + column * _COLUMN + _PLACES[node.kind], top + (_ROW - height) // 2 + lower, width, height)


def _points(flow: Flow, boxes: dict[str, Box], ends: frozenset[str]) -> tuple[Point, ...]:
    """By right angles: straight to a neighbour, else out above or below; an end is reached along its own row, where nothing stands."""
    source, target = boxes[flow.source], boxes[flow.target]
    (sx, sy), (tx, ty) = source.middle, target.middle
    bottom, top = source.y + source.height, source.y
    right = source.x + source.width
    if sy == ty and 0 <= target.x - right < _COLUMN:
        return ((right, sy), (target.x, ty))
    if flow.target in ends:
        return ((sx, bottom if ty > sy else top), (sx, ty), (target.x, ty))
    if flow.source == flow.target or abs(sy - ty) < _ROW // 2:
        below = max(bottom, target.y + target.height) + 14
        return ((sx, bottom), (sx, below), (tx, below), (tx, target.y + target.height))
    if ty < sy:
        turn = target.y + target.height + 18
        return ((sx, top), (sx, turn), (tx, turn), (tx, target.y + target.height))
    turn = target.y - 18
    return ((sx, bottom), (sx, turn), (tx, turn), (tx, target.y))
