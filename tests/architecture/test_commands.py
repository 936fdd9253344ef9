"""What the documents tell people to type is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from motcua.config import cli

ROOT = Path(__file__).resolve().parents[2]
TOLD = re.compile(r"\bmotcua ([a-z_]+(?:-[a-z]+)*)((?: [a-z_]+)?)")


def documents():
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("README.md")]


def told():
    """Commands in code: between back-quotes, or at the beginning of a line of a block."""
    for path in documents():
        text = path.read_text(encoding="utf-8")
        for code in re.findall(r"`([^`\n]+)`|^\s*(?:\$ )?(motcua [^\n]+)$", text, flags=re.MULTILINE):
            for found in TOLD.finditer(" ".join(code)):
                yield path.relative_to(ROOT), found.group(1), found.group(2).strip()


@pytest.mark.parametrize(("path", "command", "inner"), sorted(set(told())), ids=str)
def test_every_command_of_the_documents_exists(path, command, inner):
    assert command in cli.build()._subparsers._group_actions[0].choices, f"{path}: motcua {command}"
    if command == "manage" and inner:
        assert inner in get_commands(), f"{path}: motcua manage {inner}"


def test_there_are_such_commands():
    assert len({command for _, command, _ in told()}) > 5
