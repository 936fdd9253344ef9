"""The seal of an event: one digest for one content, however the text under it is put together."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.casework.rules import chain

_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_DETAILS = st.dictionaries(_WORDS, st.none() | st.booleans() | st.integers() | _WORDS | st.lists(_WORDS, max_size=3), max_size=6)


@given(actor=_WORDS, behalf=_WORDS, basis=_WORDS, details=_DETAILS, before=st.none() | st.integers(1, 10), sealing=st.sampled_from([1, 2]))
def test_a_seal_is_the_digest_of_the_canonical_json_of_its_event(actor, behalf, basis, details, before, sealing):
    body = {
        "dossier": str(UUID(int=7)), "seq": 3, "kind": "moved", "at": "2026-03-09T02:00:00.000000+00:00", "actor": actor, "behalf": behalf,
        "from": before, "to": 4, "details": details, "note": "n", "previous": chain.GENESIS,
    } | ({"basis": basis, "sealing": 2} if sealing == 2 else {})
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sealed = chain.seal(
        dossier_id=UUID(int=7), seq=3, kind="moved", at=datetime(2026, 3, 9, 2, tzinfo=UTC), actor_ref=actor, on_behalf_of=behalf,
        from_status=before, to_status=4, details=details, note_digest="n", previous_hash=chain.GENESIS, basis=basis, sealing=sealing,
    )
    assert sealed == hashlib.sha256(text.encode()).hexdigest()
