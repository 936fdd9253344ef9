"""Every template as a complete document, and every definition that is written in full: what the exchange formats are held to."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.platform.casework.contracts import Definition
from motcua.platform.casework.rules import templates
from motcua.platform.casework.rules.definitions import build

DATA = Path(__file__).parents[1] / "data"


@cache
def _documents() -> dict[str, str]:
    found: dict[str, str] = {}
    blocks = templates.blocks_from(yaml.safe_load((DATA / "templates" / "_blocks.yaml").read_text()))
    for path in sorted((DATA / "templates").glob("[a-z]*.yaml")):
        template = yaml.safe_load(path.read_text())
        document = templates.set_clocks(templates.expand(template, blocks=blocks)) | {"procedure": "1.001193"}
        # Words that only a procedure knows: which agency, which office.
        text = re.sub(r"\$[a-z]+", "X1", re.sub(r'"\$[a-z]+"', '"parent"', json.dumps(document)))
        found[template["key"]] = text
    for path in sorted((DATA / "definitions").glob("[0-9]*.yaml")):
        document = yaml.safe_load(path.read_text())
        if "steps" in document:
            found[path.stem] = json.dumps(document)
    return found


KEYS = tuple(_documents())


def document(key: str) -> dict[str, Any]:
    """A fresh copy of the document of a template or procedure."""
    return json.loads(_documents()[key])


def definition(key: str | Mapping[str, Any]) -> Definition:
    """The definition of a template, a procedure, or of a document."""
    return build(document(key) if isinstance(key, str) else key, version=1)
