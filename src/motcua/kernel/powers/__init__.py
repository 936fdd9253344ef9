"""May this officer do this act, there and then? One pure decision, and the whole trace of how it came about.

Powers rest on posts and on delegations, each with its period (Luật Cán bộ, công chức 80/2025/QH15; NĐ 30/2020/NĐ-CP Điều 13).
"""

from motcua.kernel.powers.deciding import best, decide, explain, held_at
from motcua.kernel.powers.values import (
    NO_TREE,
    Finding,
    Holder,
    Lent,
    Power,
    Question,
    Tenure,
    Trace,
    Tree,
    Why,
    ground,
    post_of,
)

__all__ = [
    "NO_TREE",
    "Finding",
    "Holder",
    "Lent",
    "Power",
    "Question",
    "Tenure",
    "Trace",
    "Tree",
    "Why",
    "best",
    "decide",
    "explain",
    "ground",
    "held_at",
    "post_of",
]
