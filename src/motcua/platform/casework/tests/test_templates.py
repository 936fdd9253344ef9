"""Templates: complete after expansion, clean, and with clocks that fit into any whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.working_time import Limit, LimitUnit
from motcua.platform.casework.adapters import templates
from motcua.platform.casework.rules import definitions, overrides, times
from motcua.platform.casework.rules.lint import errors, lint
from motcua.platform.casework.rules.lint.clocks import longest
from motcua.platform.casework.rules.templates import TemplateBroken, blocks_from, expand, set_clocks, share_of

KEYS = [t.key for t in templates.facts()]
WORDS = {"office": "agency:SXD", "first": "agency:SNNMT", "second": "agency:SVHTTDL"}


def complete(key, amount=15, unit="working_days"):
    return set_clocks({**templates.expanded(key, words=WORDS), "procedure": "1.000001", "clock": {"amount": amount, "unit": unit}})


def test_there_are_enough_templates_and_each_says_what_it_is():
    assert 20 <= len(KEYS) <= 30
    assert all(t.vi and t.en and t.about_vi.endswith(".") and t.about_en.endswith(".") for t in templates.facts())
    assert len({t.vi for t in templates.facts()}) == len({t.en for t in templates.facts()}) == len(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_template_is_clean_and_complete(key):
    document = complete(key)
    assert lint(document) == ()
    assert "$" not in str(document)
    assert definitions.build(document, version=1).template == key


@pytest.mark.parametrize("key", KEYS)
def test_every_template_differs_from_the_others(key):
    def steps(k):
        parts = ("verb", "to", "guard", "requires", "effects")
        return [(s["key"], s["role"], s.get("opinions"), [[a.get(p) for p in parts] for a in s.get("actions", [])]) for s in complete(k)["steps"]]

    assert [k for k in KEYS if steps(k) == steps(key)] == [key]


@given(st.sampled_from(KEYS), st.integers(0, 400), st.sampled_from(list(LimitUnit)))
def test_step_clocks_fit_into_any_whole(key, amount, unit):
    taken, _ = longest(complete(key, amount, unit.value))
    assert taken <= times.rough_days(Limit(amount, unit)) + 1e-6


@given(st.integers(0, 400), st.sampled_from(list(LimitUnit)), st.lists(st.integers(1, 100), min_size=1, max_size=8))
def test_shares_never_sum_to_more_than_the_whole(amount, unit, percents):
    whole = Limit(amount, unit)
    kept = [p for i, p in enumerate(percents) if sum(percents[: i + 1]) <= 100]
    given_out = sum(times.rough_days(s) for p in kept if (s := share_of(whole, p)))
    assert given_out <= times.rough_days(whole) + 1e-6


@pytest.mark.parametrize("steps", [[{"use": "nothing"}], [{"use": "intake", "next": "x", "set": {"stop": {}}}], [{"use": "intake", "add": ["nothing"]}]])
def test_a_broken_template_says_so(steps):
    blocks = blocks_from({"actions": {"receive": [{"verb": "receive", "to": "$next"}]}, "steps": {"intake": {"actions": ["receive"]}}})
    with pytest.raises(TemplateBroken):
        expand({"key": "t", "steps": steps}, blocks=blocks)


def test_an_override_changes_one_step_and_nothing_else():
    own = {"procedure": "1.000001", "template": "mot-cua", "change": {"appraisal": {"share": 50, "actions": {"stop": {"vi": "Thôi"}}}}}
    changed = overrides.complete(own, template=templates.expanded("mot-cua"))
    plain = overrides.complete({**own, "change": {}}, template=templates.expanded("mot-cua"))
    different = [a["key"] for a, b in zip(changed["steps"], plain["steps"], strict=True) if a != b]
    assert different == ["appraisal"]
    assert errors(lint(changed)) == ()
    with pytest.raises(overrides.OverrideBroken):
        overrides.complete({**own, "change": {"nowhere": {}}}, template=templates.expanded("mot-cua"))
