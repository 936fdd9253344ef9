"""Whatever is recorded in the audit log can be read by people."""

import ast

import pytest

from motcua.foundation.audit.contracts import acts
from motcua.kit import rooms


def recorded(text):
    """Actions of calls of ``audit.record``: the whole literal, or what an f-string begins with and then ``*``."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record":
            for word in node.keywords:
                if word.arg != "action":
                    continue
                if isinstance(word.value, ast.Constant):
                    yield word.value.value
                elif isinstance(word.value, ast.JoinedStr) and isinstance(word.value.values[0], ast.Constant):
                    yield f"{word.value.values[0].value}*"


def nameless(actions):
    known = {act.action for act in acts}
    return sorted(a for a in actions if not (a in known or (a.endswith("*") and any(k.startswith(a[:-1]) for k in known))))


@pytest.mark.parametrize("room", rooms.discover(), ids=lambda room: room.name)
def test_every_act_has_words(room):
    files = [path for path in room.folder.rglob("*.py") if "tests" not in path.parts and path.name != "testing.py"]
    assert not nameless({action for path in files for action in recorded(path.read_text(encoding="utf-8"))})


def test_a_planted_act_without_words_is_found():
    found = set(recorded('audit.record(action="x.done", actor=a)\naudit.record(action=f"y.{kind}")\naudit.record(action="audit.read")'))
    assert nameless(found) == ["x.done", "y.*"]


def test_words_are_complete():
    assert not [act for act in acts if not act.vi or not act.en or act.vi == act.en]
