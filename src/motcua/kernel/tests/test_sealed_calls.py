"""Signed calls: believed when right and fresh, never otherwise."""

import pytest

from motcua.kernel.sealed_calls import believed, signature

BODY, NOW = b'{"a":1}', 1_790_000_000.0
GIVEN = signature(secret="s", timestamp="1790000000", body=BODY)


def ask(**change):
    said = {"secret": "s", "timestamp": "1790000000", "body": BODY, "given": GIVEN, "machine_now": NOW} | change
    return believed(**said)


def test_right_and_fresh():
    assert ask()
    assert ask(machine_now=NOW + 299)


@pytest.mark.parametrize("change", [
    {"secret": ""}, {"secret": "t"}, {"timestamp": ""}, {"timestamp": "9" * 13}, {"timestamp": "١٧٩"}, {"timestamp": "1790000001"},
    {"body": b"{}"}, {"given": ""}, {"given": "é"}, {"machine_now": NOW + 301}, {"machine_now": NOW - 301},
])  # fmt: skip
def test_anything_else_is_not_believed(change):
    assert not ask(**change)
