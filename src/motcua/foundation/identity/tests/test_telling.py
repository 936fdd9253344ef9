"""Every fact of this room is told within a transaction: outside one the outbox refuses it, and a page answers 500."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from motcua.foundation import identity

ROOM = Path(identity.__file__).parent
ACTIONS = f"{identity.__name__}.actions"
Name = tuple[str, str]  # the module below ``actions``, and a function in it


def imported(tree: ast.AST) -> dict[str, Name]:
    """What a module takes by name from modules of ``actions``."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{ACTIONS}.")]
    return {a.asname or a.name: (str(node.module).removeprefix(f"{ACTIONS}."), a.name) for node in found for a in node.names}


def modules(tree: ast.AST) -> dict[str, str]:
    """Modules of ``actions`` that a module takes whole, by the name that it gives them."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == ACTIONS]
    return {a.asname or a.name: a.name for node in found for a in node.names}


def is_atomic(node: ast.AST) -> bool:
    return ast.unparse(node).startswith("transaction.atomic")


def bare(node: ast.AST) -> Iterator[ast.expr]:
    """What is called below a node, but for what a transaction of its own surrounds."""
    if isinstance(node, ast.With) and any(is_atomic(item.context_expr) for item in node.items):
        return
    if isinstance(node, ast.Call):
        yield node.func
    for child in ast.iter_child_nodes(node):
        yield from bare(child)


def called(function: ast.FunctionDef, tree: ast.Module, module: str) -> set[Name | None]:
    """What a function calls without a transaction around it; None is the outbox itself."""
    taken, whole = imported(tree), modules(tree)
    found: set[Name | None] = set()
    for text in (ast.unparse(call) for part in function.body for call in bare(part)):
        before, _, name = text.rpartition(".")
        if text == "outbox.publish":
            found.add(None)
        else:
            found.add((whole[before], name) if before in whole else taken.get(text, (module, text)))
    return found


def without_their_own() -> dict[Name, set[Name | None]]:
    """The functions without a transaction of their own, each with what it calls."""
    found = {}
    for file in sorted((ROOM / "actions").glob("*.py")):
        tree = ast.parse(file.read_text())
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        found |= {(file.stem, f.name): called(f, tree, file.stem) for f in functions if not any(map(is_atomic, f.decorator_list))}
    return found


def need_a_transaction() -> set[Name]:
    """Functions that tell a fact in the transaction of whoever calls them."""
    asked = without_their_own()
    needing: set[Name | None] = {None}
    while more := {name for name, calls in asked.items() if name not in needing and calls & needing}:
        needing |= more
    return {name for name in needing if name is not None}


def test_whoever_is_called_from_outside_has_a_transaction_of_its_own() -> None:
    needing = need_a_transaction()
    assert {("post_rows", "give"), ("resets", "_tell"), ("sessions", "_end"), ("attempts", "_tell_locked")} <= needing
    outside = [file for file in ROOM.rglob("*.py") if not {"actions", "tests"} & set(file.relative_to(ROOM).parts)]
    trees = [ast.parse(file.read_text()) for file in [*outside, ROOM / "actions" / "__init__.py"]]
    assert not needing & {name for tree in trees for name in imported(tree).values()}


def test_what_a_transaction_surrounds_asks_for_none() -> None:
    found = bare(ast.parse("def a():\n    tell()\n    with transaction.atomic():\n        keep()\n"))
    assert [ast.unparse(call) for call in found] == ["tell"]
