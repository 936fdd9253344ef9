"""What a source said is kept beside what the person made of it, whatever the kind of question."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.eforms.actions.drafts import corrections
from motcua.platform.eforms.contracts import PrefilledValue
from motcua.platform.eforms.rules import documents
from motcua.platform.eforms.tests.documents import document, field

NOW = datetime(2026, 3, 9, 2, tzinfo=UTC)
UNITS = st.sampled_from(["11329", "11359"])
VALUES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Lan", "Mai"]), "office": UNITS, "born": st.sampled_from(["1991-04-12", "1991-12-04"]),
        "home": st.fixed_dictionaries({"unit": UNITS, "line": st.sampled_from(["Số 5", "Số 6"])}),
    }
)
FORM = documents.parse(document(field("name", "text"), field("office", "unit"), field("born", "date"), field("home", "address")))


@given(said=VALUES, data=VALUES)
def test_an_answer_is_a_correction_exactly_when_it_differs(said, data):
    provenance = {name: PrefilledValue(value, "Dân cư", "Population", NOW) for name, value in said.items()}
    found = corrections(form=FORM, data=data, provenance=provenance)
    assert {c.name: (c.said, c.given) for c in found} == {n: (said[n], data[n]) for n in said if said[n] != data[n]}
