"""YAML from people: read like any, unless it was made to break the reader."""

import pytest
import yaml

from motcua.kernel import typed_yaml

BOMB = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))


def test_plain_documents_are_read_as_ever():
    text = "procedure: '1.001193'\nfees: [8000, 0.5]\nfrom: 2026-03-09\n"
    assert typed_yaml.read(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    "text",
    [BOMB, "a: &x 1\nb: *x", "a: &a [*a]", "[" * 5_000, "!!python/object/apply:os.system [id]", "a: 2026-02-31", "a" * 2_000_001, "a: [", "a: b: c"],
    ids=["bomb", "reference", "ring", "deep", "object", "no-day", "long", "open", "twice"],
)  # fmt: skip
def test_what_would_break_or_run_something_is_refused(text):
    with pytest.raises(yaml.YAMLError):
        typed_yaml.read(text)
