"""Dossiers of the past in every shape: each says what its history says, and what the engine writes for the same life."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import Channel, HistoryRecord, Outcome
from motcua.platform.casework.models import Dossier, DossierEvent
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import state

HOUR = timedelta(hours=1)
_RUNS = count()
_STEPS = st.lists(st.integers(0, 400), min_size=5, max_size=5)


@st.composite
def lives(draw):
    """A record in order: refused, withdrawn, waiting for papers, in work, resolved or handed back; with a fee or without."""
    gaps, at = draw(_STEPS), []
    for gap in gaps:
        at.append((at[-1] if at else t.NOW) + gap * HOUR)
    fee = draw(st.sampled_from([0, 8000]))
    told = {"fee_amount": fee, "fee_paid_at": t.NOW if fee else None, "channel": draw(st.sampled_from(Channel))}
    end = draw(st.sampled_from(["refused", "new", "waiting", "work", "withdrawn", "resolved", "back"]))
    if end in {"refused", "new"}:
        return told | ({"refused_at": at[0]} if end == "refused" else {})
    told["received_at"] = at[0]
    if draw(st.booleans()):
        told["due_at"] = at[0] + 30 * HOUR
    if end == "waiting" or draw(st.booleans()):
        told["pauses"] = ((at[1], None if end == "waiting" else at[2]),)
    if end in {"resolved", "back"}:
        told |= {"resolved_at": at[3], "outcome": draw(st.sampled_from(Outcome))} | ({"handed_back_at": at[4]} if end == "back" else {})
    return told | ({"withdrawn_at": at[3]} if end == "withdrawn" else {})


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(told=st.lists(lives(), min_size=1, max_size=12))
def test_every_dossier_of_the_past_says_what_its_history_says(town, told):
    run = next(_RUNS)
    places = [(t.BIRTH, t.UNIT), (t.GENERIC, t.OTHER_UNIT)]
    records = [
        HistoryRecord(key=f"{run}:{n}", procedure_code=places[n % 2][0], unit_code=places[n % 2][1], submitted_at=t.NOW, **life)
        for n, life in enumerate(told)
    ]
    assert api.import_history(records=records, now=t.NOW + 3000 * HOUR).dossiers == len(records)
    for one in records:
        assert api.fold_check(dossier_id=api.history_uuid(key=one.key)) == ()
        row = Dossier.objects.get(uuid=api.history_uuid(key=one.key))
        assert (row.submitted_at, row.received_at, row.resolved_at) == (one.submitted_at, one.received_at, one.resolved_at)
        assert (row.handed_back_at, row.fee_amount, row.outcome) == (
            one.handed_back_at, one.fee_amount, one.outcome.value if one.resolved_at else "",
        )


def test_a_whole_past_is_what_the_engine_writes_for_the_same_life(town):
    ref, minute = t.submit(town.citizen), timedelta(minutes=1)
    at = [t.NOW + n * 24 * HOUR for n in range(6)]
    api.receive(code=ref.code, actor=town.reception, now=at[0])
    api.forward(code=ref.code, actor=town.reception, now=at[0])
    api.request_supplement(code=ref.code, items=["giấy chứng sinh"], reason="thiếu giấy", actor=town.appraiser, now=at[1])
    api.supply(code=ref.code, papers=[t.paper(town.citizen)], actor=town.citizen, now=at[2])
    lived = Dossier.objects.get(uuid=ref.uuid)
    api.import_history(records=[_record("e", at, submitted_at=lived.submitted_at)], now=at[5] + minute)
    told = Dossier.objects.get(uuid=api.history_uuid(key="e"))
    for name in ("status", "received_at", "due_at", "paused", "limit_amount", "limit_unit"):
        assert getattr(told, name) == getattr(lived, name), name
    assert [p.paused_minutes for p in told.pauses.all()] == [p.paused_minutes for p in lived.pauses.all()]
    kinds = [list(DossierEvent.objects.filter(dossier=row).order_by("seq").values_list("kind", "to_status")) for row in (told, lived)]
    assert kinds[0] == kinds[1]
    assert state.columns(loading.state_of(told), unit_code=t.UNIT)["step"] == lived.step


def _record(key, at, **more):
    return HistoryRecord(
        key=key, procedure_code=t.BIRTH, unit_code=t.UNIT, channel=Channel.ONLINE, received_at=at[0], pauses=((at[1], at[2]),), **more
    )
