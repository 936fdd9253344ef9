"""What people can do on the screens, programs can do over REST: every door function that a page calls has an operation, or a reason here."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ninja import Schema

SOURCE = Path(__file__).resolve().parents[2] / "src"
ROOMS = (
    "platform.casework", "platform.eforms", "platform.messaging", "platform.payments", "platform.signing", "services.counter",
    "services.post",
)  # fmt: skip
# Door function → why no operation calls it.
EXCEPTIONS: Mapping[str, Mapping[str, str]] = {
    "platform.casework": {
        "chosen_dossiers": "names beside the codes that were ticked in a list; /dossiers gives the same rows",
        "desk_page": "a page's bundle: /dossiers/{code}, /content, /notes, /related, /issued and /opinions give its parts",
        "every_dossier": "CSV for people; programs page through /dossiers with the same filters",
        "hits_of": "names of the procedures that the portal puts in front; /procedures/{code} gives each",
        "officers_of": "officers of a unit for one select box; /choices gives those of the work in hand",
        "side_actions": "read with dossier_page: `beside` of /dossiers/{code}",
    },
    "platform.eforms": {
        "conflict": "both readings of a page for two columns; programs see 412 and choose with /settle",
        "page_view": "fields as templates draw them; /eforms/drafts/{id}/pages/{page} gives the rules",
        "possible_pages": "the number of steps in a page's heading; asked_pages of the same address names the pages",
        "preview_page": "HTML of an example for the gallery of components",
    },
    "platform.messaging": {"demo_outbox": "the demonstration's page of what left by SMS and e-mail; absent elsewhere"},
    "platform.payments": {"get": "within one press of the cash desk, which knows what is asked; /payments/requests/{id} gives it"},
    "platform.signing": {
        "own_specimen": "the picture beside the form on which an officer looks at it",
        "set_specimen": "an officer brings the picture of his own hand himself, and sees how it stands; no program brings it for him",
    },
    "services.counter": {
        "is_online_only": "said by /counter/units/{unit}/board and /days",
        "unit_name": "a unit's name is an operation of units",
    },
    "services.post": {
        "attach": "done by the submission of the draft, in its transaction",
        "of_shown": "the panel on a page that has the dossier already; /post/dossiers/{code} gives the same",
    },
}  # fmt: skip


def uses(folder: Path, door: str) -> Iterator[str]:
    """Names of the door that the modules of a folder use."""
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
        names = {a.asname or a.name for node in imported for a in node.names if f"{node.module}.{a.name}" == door}
        yield from (a.name for node in imported if node.module == door for a in node.names)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
                yield node.attr


def called_by_rest(room: str) -> set[Any]:
    """The functions that the REST operations of any room use of this one: by its door, or from beneath it by the room itself."""
    door = importlib.import_module(f"motcua.{room}.api")
    found = [getattr(door, name, None) for rest in SOURCE.glob("motcua/*/*/rest") for name in uses(rest, f"motcua.{room}.api")]
    for path in sorted((SOURCE / "motcua" / room.replace(".", "/") / "rest").rglob("*.py")):
        module = importlib.import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                owner = getattr(module, node.value.id, None)
                found.append(getattr(owner, node.attr, None) if inspect.ismodule(owner) else None)
            elif isinstance(node, ast.Name):
                found.append(getattr(module, node.id, None))
    return {f for f in found if inspect.isfunction(f)}


@pytest.mark.parametrize("room", ROOMS)
def test_every_door_function_of_a_page_has_an_operation_or_a_reason(room):
    door = importlib.import_module(f"motcua.{room}.api")
    pages = set(uses(SOURCE / "motcua" / room.replace(".", "/") / "web", f"motcua.{room}.api"))
    wanted = {name for name in pages if inspect.isfunction(getattr(door, name, None))}
    called = called_by_rest(room)
    missing = {name for name in wanted if getattr(door, name) not in called}
    assert missing == EXCEPTIONS.get(room, {}).keys(), "give it an operation, or a reason; take out reasons that are not needed"


def test_no_operation_returns_a_tuple():
    """The framework takes a tuple of two for a status and a body: a list of exactly two rows would be lost."""
    wrong = []
    for path in sorted(SOURCE.glob("motcua/*/*/rest/**/*.py")):
        module = importlib.import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"))
        functions = [f for f in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(f, ast.FunctionDef) and f.decorator_list]
        for node in (n for f in functions for n in ast.walk(f) if isinstance(n, ast.Return) and n.value is not None):
            given, called = node.value, None
            if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and isinstance(given.func.value, ast.Name):
                called = getattr(getattr(module, given.func.value.id, None), given.func.attr, None)
            told = str(getattr(called, "__annotations__", {}).get("return", ""))
            if isinstance(given, ast.Tuple) or told.startswith("tuple["):
                wrong.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert not wrong, f"return a list, or nothing for 204: {wrong}"


def test_every_shape_has_a_name_of_its_own():
    """The document keeps shapes by name: of two that share one, all but the last would be told wrong."""
    named: dict[str, set[str]] = {}
    for path in sorted(SOURCE.glob("motcua/*/*/rest/*.py")):
        module = importlib.import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"))
        for shape in vars(module).values():
            if inspect.isclass(shape) and issubclass(shape, Schema):
                named.setdefault(shape.__name__, set()).add(shape.__module__)
    assert not {name: rooms for name, rooms in named.items() if len(rooms) > 1}
