"""What is hashed at once, as text, is byte for byte what the record of an entry and of a link says."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.audit import rules
from motcua.foundation.audit.queries.reading_links import _row, exact, instant
from motcua.foundation.audit.queries.tolerant import UNREADABLE
from motcua.kernel.evidence import chain_step

TEXT = st.text(max_size=30)
INSTANT = st.datetimes(timezones=st.just(UTC))
COLUMNS = ("actor_ref", "on_behalf_of", "action", "object_ref", "ground", "person", "dossier", "unit")
DETAILS = st.dictionaries(TEXT, st.recursive(st.none() | st.booleans() | st.integers() | TEXT, lambda one: st.lists(one, max_size=3)), max_size=4)


@given(st.uuids(), INSTANT, DETAILS, st.fixed_dictionaries(dict.fromkeys(COLUMNS, TEXT)))
def test_an_entry_of_texts_has_the_digest_of_its_record(uuid, at, details, columns):
    record = rules.record_of(uuid=uuid, at=at, details=details, **columns)
    assert rules.digest_of_texts(uuid=str(uuid), at=rules.exact_time(at), details=details, **columns) == rules.digest_of(record)


@given(st.binary(min_size=32, max_size=32), TEXT, st.integers(), st.integers(), TEXT, INSTANT)
def test_a_link_has_the_hash_of_its_record(previous, stream, seq, entry_id, digest, at):
    link = {"stream": stream, "seq": seq, "entry_id": entry_id, "digest": digest}
    told = rules.link_record(**link, sealed_at=at)
    assert rules.link_hash(previous=previous, **link, sealed_at=rules.exact_time(at)) == chain_step(previous=previous, record=told)


def test_a_link_of_odd_texts_is_composed_text_by_text():
    told = rules.link_record(stream="x\n\u0303", seq=1, entry_id=1, digest="u\u031b", sealed_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert rules.link_hash(
        previous=bytes(32), stream="x\n\u0303", seq=1, entry_id=1, digest="u\u031b", sealed_at=told["sealed_at"]
    ) == chain_step(previous=bytes(32), record=told)  # fmt: skip


@given(INSTANT.filter(lambda at: at.year >= 1000))
def test_an_instant_of_the_database_is_spelt_as_it_is_hashed(at):
    written = at.strftime("%Y-%m-%d %H:%M:%S") + (f".{at.microsecond:06d}".rstrip("0") if at.microsecond else "")
    assert exact(written) == rules.exact_time(at)
    assert instant(written) == at


@pytest.mark.parametrize("odd", ["infinity", "-infinity", "10000-01-01 00:00:00", "10000-01-01 00:00:00.12345", "0044-03-15 00:00:00 BC"])
def test_an_instant_of_no_calendar_is_spelt_as_no_other(odd):
    assert instant(odd) == UNREADABLE
    with pytest.raises(ValueError, match=r"isoformat|month|day"):
        datetime.fromisoformat(exact(odd))


def test_a_line_is_read_with_its_escapes():
    fields = [str(UUID(int=n)) for n in range(13)]
    line = "\t".join([*fields, '{"n": "a\\\\"b\\\\\\\\n"}', "\\N", "tab\\tnew\\nback\\\\slash", "\\\\N", "", "2"]) + "\n"
    row = _row(line)
    assert row.details == '{"n": "a\\"b\\\\n"}'
    assert (row.digest, row.person, row.dossier, row.unit, row.form) == (None, "tab\tnew\nback\\slash", "\\N", "", "2")
