"""Who may ask what."""

from __future__ import annotations

from uuid import uuid4

import pytest

from motcua.insight.datasets import api as datasets
from motcua.insight.datasets import testing
from motcua.insight.datasets.rules import query_hash
from motcua.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind, PositionHeld, Role

ROWS = "SELECT dossier_code FROM gold.dossier_fact ORDER BY 1"
COUNTS = "SELECT sum(received) FROM gold.dossier_daily"


def officer(role, *units):
    held = tuple(PositionHeld(position_id=n, unit_code=u, unit_id=n, role=role) for n, u in enumerate(units))
    return Actor(kind=ActorKind.OFFICER, subject_id=uuid4(), positions=held)


CITIZEN = Actor(kind=ActorKind.CITIZEN, subject_id=uuid4(), level=2)


@pytest.fixture
def filled(db):
    testing.fill([*testing.dossiers(2, unit="1"), *testing.dossiers(3, first_seq=50, unit="2")])


def ask(sql, actor):
    return datasets.query(sql=sql, actor=actor, now=testing.MONDAY)


def test_the_public_gets_counts_and_no_rows(filled):
    hidden = (ROWS, "SELECT count(*) FROM gold.payment_fact", f"SELECT (SELECT count(*) FROM ({ROWS})) FROM gold.dossier_daily")
    for actor in (ANONYMOUS, CITIZEN, Actor(kind=ActorKind.MACHINE)):
        assert ask(COUNTS, actor).rows == ((5,),)
        for sql in hidden:
            with pytest.raises(datasets.QueryRefused):
                ask(sql, actor)


SEEN = [
    (SYSTEM, 5),
    (officer(Role.LEADER, "9"), 5),
    (officer(Role.OPERATOR, "9"), 5),
    (officer(Role.ADMIN, "9"), 5),
    (officer(Role.APPRAISER, "1"), 2),
    (officer(Role.RECEPTION, "1", "2"), 5),
    (officer(Role.RECEPTION, "9"), 0),
    (officer(Role.RECEPTION), 0),
]


def test_officers_get_the_rows_of_their_units(filled):
    assert [len(ask(ROWS, actor).rows) for actor, _ in SEEN] == [seen for _, seen in SEEN]


def test_nobody_reads_what_holds_personal_data(filled):
    for table in ("bronze.events", "silver.dossier", "silver.dossier_event"):
        with pytest.raises(datasets.QueryRefused):
            ask(f"SELECT * FROM {table}", SYSTEM)


def test_the_hash_of_a_question_ignores_white_space_and_nothing_else():
    one = query_hash(sql="SELECT  1\n", params={"a": 1})
    assert one == query_hash(sql="SELECT 1", params={"a": 1})
    assert len({one, query_hash(sql="SELECT 1", params={"a": 2}), query_hash(sql="SELECT 2", params={"a": 1}), query_hash(sql="SELECT 1", params=None)}) == 4
