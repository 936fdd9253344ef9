"""The printed forms and results of dossiers, as templates of the documents room: ``*.typ`` for PDF, ``*.docx.yaml`` for Word."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from motcua.platform.casework.contracts.issuing import IssueKind
from motcua.platform.documents import api as documents

SHEETS = Path(__file__).resolve().parent / "sheets"
_WORD = ".docx.yaml"


def register() -> None:
    """Add every template of this room, as ``casework/<file name>``."""
    for path in sorted(SHEETS.glob("*.typ")):
        documents.templates.add(documents.DocumentTemplate(key=f"casework/{path.stem}", source=path.read_text(encoding="utf-8")))


def word_template(form: str) -> str:
    """The key of a form's Word template; built at its first use, since most processes never need one. KeyError when there is none."""
    key = f"casework/{form}"
    if key not in documents.word_templates:
        path = SHEETS / f"{form}{_WORD}"
        if not path.exists():
            raise KeyError(form)
        outline = yaml.safe_load(path.read_text(encoding="utf-8"))
        documents.word_templates.add(documents.WordTemplate(key=key, content=documents.docx_template(outline=outline)))
    return key


@cache
def issue_kinds() -> tuple[IssueKind, ...]:
    """How results are set and numbered, by their name: ``sheets/kinds.yaml``; the first whose words fit counts, the last fits all."""
    rows = yaml.safe_load((SHEETS / "kinds.yaml").read_text(encoding="utf-8"))
    return tuple(IssueKind(template=r["template"], series=r["series"], heading=r["heading"], words=tuple(r["words"])) for r in rows)


def check_config() -> list[str]:
    """Names of templates that the forms need and that are missing; empty when all are there."""
    missing = [f"casework/mau-0{n}" for n in range(1, 8) if f"casework/mau-0{n}" not in documents.templates]
    missing += [kind.template for kind in issue_kinds() if kind.template not in documents.templates]
    return [f"template {key} is missing" for key in missing] + [
        f"{path.name} is no Word form" for path in SHEETS.glob(f"*{_WORD}") if not word_template(path.name.removesuffix(_WORD))
    ]
