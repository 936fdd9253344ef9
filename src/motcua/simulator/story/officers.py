"""What officers do at the desk: each action is its own form on the dossier's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.simulator.story.browser import Person, StoryFailed


def act(person: Person, code: str, verb: str, values: Mapping[str, Any] | None = None) -> str:
    """Do one action on a dossier; returns the words of the page that comes back."""
    person.get(f"/lam-viec/ho-so/{code}/")
    form = f'form[action$="/{verb}/"]'
    if not person.page.select_one(form):
        raise StoryFailed(f"{verb} is not offered on {code}: {person.text[:500]}")
    named = {f"{verb}-{name}": value for name, value in (values or {}).items()}
    person.submit(named, form=form)
    return person.words


def inbox_shows(person: Person, code: str) -> bool:
    """Whether the dossier stands in the officer's inbox."""
    person.get(f"/lam-viec/ho-so/?muc=tat-ca&q={code}")
    return code in person.text
