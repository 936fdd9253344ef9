"""The table of guards: every text still stands once where it is said to, every test exists; and the program sees what it should."""

import ast
from dataclasses import replace

import pytest

from tests.architecture import house
from tools import guards

GUARDS = guards.table(guards.TABLE.read_text())
# Every attack that has its guard in the table; a new one is added with its guard.
ATTACKS = {
    "lock-out", "rate limit", "enumeration", "CSRF", "XSS", "clickjacking", "open redirect", "mixed-up nonce", "mixed-up state",
    "mixed-up providers", "step-up by an old sign-in", "replayed code", "PKCE", "stolen refresh token", "alg=none", "key confusion",
    "unsigned assertion", "forged token", "replayed statement", "session fixation", "half a sign-in", "left session", "SSRF",
    "path traversal", "zip bomb", "growing references", "polyglot", "formula", "mass assignment", "IDOR", "stolen table", "rewritten log",
    "downgrade", "replayed message", "forged message", "borrowed identity", "unagreed data", "request smuggling", "symbolic link", "sandbox",
    "leaked secret", "four eyes",
}  # fmt: skip


def written_in(path):
    """Names of the test functions of a file."""
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_guard_stands_once_where_the_table_says():
    assert not [(guard.name, guard.places()) for guard in GUARDS if guard.places() != 1]
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)
    assert {guard.attack for guard in GUARDS} == ATTACKS


def test_every_test_of_the_table_exists():
    named = {test for guard in GUARDS for test in guard.tests}
    assert not [test for test in named if test.partition("::")[2].partition("[")[0] not in written_in(house.ROOT / test.partition("::")[0])]
    assert not [guard.name for guard in GUARDS if not guard.tests]


@pytest.mark.parametrize("guard", GUARDS, ids=[guard.name for guard in GUARDS])
def test_a_removal_leaves_a_program_that_runs(guard):
    """Red must come from the missing guard, not from a source that cannot be read."""
    text = (house.ROOT / guard.file).read_text().replace(guard.guard, guard.without)
    assert guard.without != guard.guard
    if guard.file.endswith(".py"):
        ast.parse(text)


def test_a_table_that_rots_is_found():
    assert replace(GUARDS[0], guard="no such text").places() == 0
    assert replace(GUARDS[0], file="src/motcua/gone.py").places() == 0
    assert replace(GUARDS[0], guard="\n").places() > 1


def test_only_a_failure_of_the_named_test_counts():
    said = "FAILED tests/a.py::test_x[one two] - assert 1\nERROR tests/a.py::test_y - KeyError\n1 failed in 1.0s"
    assert guards.still_green(["tests/a.py::test_x"], said) == []
    assert guards.still_green(["tests/a.py::test_x", "tests/a.py::test_y", "tests/a.py::test_xy"], said) == ["tests/a.py::test_y", "tests/a.py::test_xy"]
