"""A credential says what its kind may say and nothing else, and what a kind does not always show is the holder's to withhold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel.sdjwt import read_presentation, select
from motcua.platform.credentials import api, rules
from motcua.platform.credentials.testing import make_credential

KINDS = {kind.key: kind for kind in api.kinds_of()}
NAMES = st.one_of(st.sampled_from(sorted({c.name for k in KINDS.values() for c in k.claims})), st.text("abcdefgh_", min_size=1, max_size=12))


@given(kind=st.sampled_from(sorted(KINDS)), claims=st.dictionaries(NAMES, st.text(max_size=8), max_size=8), more=st.booleans())
def test_no_claim_outside_the_kinds_list_passes(kind, claims, more):
    listed = {c.name: c.open for c in KINDS[kind].claims}
    if set(claims) - set(listed):
        with pytest.raises(api.ClaimRefused):
            rules.withheld(kind=KINDS[kind], claims=claims, disclosable=())
        return
    held = set(rules.withheld(kind=KINDS[kind], claims=claims, disclosable=claims if more else ()))
    assert held >= {name for name in claims if not listed[name]}
    assert held <= set(claims)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), kind=st.sampled_from(sorted(KINDS)))
def test_of_what_is_issued_only_the_open_claims_are_shown_unasked(data, kind):
    from django.db import transaction

    listed = {c.name: c.open for c in KINDS[kind].claims}
    claims = data.draw(st.dictionaries(st.sampled_from(sorted(listed)), st.just("x"), min_size=1))
    with transaction.atomic():
        made = make_credential(kind=kind, claims=claims, disclosable=())
        transaction.set_rollback(True)
    assert set(made.claims) == set(claims)
    assert select(presented=read_presentation(made.compact), names=()).disclosures == ()
    assert set(made.disclosable) == {name for name in claims if not listed[name]}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["phone", "personal_number ", "Holder_name", "mother_name2"])
def test_a_foreign_claim_is_refused_at_the_door(name):
    with pytest.raises(api.ClaimRefused):
        make_credential(kind="birth-certificate", claims={"document_title": "Giấy khai sinh", name: "x"}, disclosable=())
