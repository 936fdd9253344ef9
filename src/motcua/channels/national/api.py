"""THE DOOR of the national portal's room."""

from motcua.channels.national.actions.comparing import compare, settle, settle_all
from motcua.channels.national.actions.keeping import pull, receive_push
from motcua.channels.national.actions.mending import discard, mend, open_intake, replay_intake, replay_parked
from motcua.channels.national.actions.taking import take_in
from motcua.channels.national.actions.telling import line_up, replay, resend, send, tell_anew
from motcua.channels.national.adapters import check_config
from motcua.channels.national.contracts import (
    ComparisonView,
    DifferenceView,
    IntakeView,
    Kept,
    MirrorView,
    Queues,
    TellingView,
    Worked,
)
from motcua.channels.national.policies import ROLES
from motcua.channels.national.queries.building import linked_file
from motcua.channels.national.queries.lists import (
    differences,
    intake,
    intakes,
    last_comparison,
    mirrored_status,
    mirrors,
    queues,
    tellings,
)

__all__ = [
    "ROLES", "ComparisonView", "DifferenceView", "IntakeView", "Kept", "MirrorView", "Queues", "TellingView", "Worked", "check_config",
    "compare", "differences", "discard", "intake", "intakes", "last_comparison", "line_up", "linked_file", "mend", "mirrored_status",
    "mirrors", "open_intake", "pull", "queues", "receive_push", "replay", "replay_intake", "replay_parked", "resend", "send", "settle",
    "settle_all", "take_in", "tell_anew", "tellings",
]  # fmt: skip
