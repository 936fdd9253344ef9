"""``make room NAME=land FLOOR=services``: a room with its furniture, found by the house without another edit."""

from __future__ import annotations

import re
import sys
from pathlib import Path

SRC = Path(__file__).resolve().parents[1] / "src" / "motcua"
FLOORS = ("foundation", "platform", "services", "insight", "operations", "channels")

APPS = '''"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class {camel}Config(RoomConfig):
    """{camel}."""

    name = "motcua.{floor}.{name}"
    label = "{name}"
    verbose_name = "{name}"
    title_en = "{camel}"
    summary_vi = "Chưa mô tả."
    summary_en = "Not described."
'''
README = """# {name}

## What

## Who uses it

## Law

## Tables
<!-- generated: tables -->
<!-- /generated -->

## Door
<!-- generated: door -->
<!-- /generated -->

## Events out and in
<!-- generated: events -->
<!-- /generated -->

## Try it

## Not yet
"""
FILES = {
    "__init__.py": '"""{camel}."""\n',
    "apps.py": APPS,
    "README.md": README,
    "api.py": '"""THE DOOR of {name}."""\n',
    "contracts.py": '"""What crosses the door of {name}: frozen dataclasses, enums, named errors, Protocols."""\n',
    "events.py": '"""Facts that {name} tells."""\n',
    "rules.py": '"""Pure decisions of {name}; each cites its law."""\n',
    "models.py": '"""Tables of {name}."""\n',
    "queries.py": '"""Reads of {name}; they return contracts."""\n',
    "actions.py": '"""Writes of {name}: one verb, one function, one transaction, its events."""\n',
    "policies.py": '"""Who may do what in {name}."""\n',
    "testing.py": '"""Factories and fakes of {name}, for tests only."""\n',
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
}


def make(floor: str, name: str) -> Path:
    """Create the folder; refuses unknown floors, bad names and rooms that exist."""
    if floor not in FLOORS:
        sys.exit(f"FLOOR must be one of {', '.join(FLOORS)}")
    if not re.fullmatch(r"[a-z][a-z_]*[a-z]", name):
        sys.exit("NAME must be lower-case letters and underscores")
    folder = SRC / floor / name
    if folder.exists():
        sys.exit(f"{folder} exists")
    values = {"floor": floor, "name": name, "camel": "".join(part.title() for part in name.split("_"))}
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.format(**values), encoding="utf-8")
    return folder


if __name__ == "__main__":
    print(f"made {make(*sys.argv[1:3])}: describe it in apps.py and README.md, then make check")
