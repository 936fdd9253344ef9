"""What officers do at the desk: each action is its own form on the dossier's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.simulator.story.browser import Person, StoryFailed


def offered(person: Person, code: str, verb: str) -> bool:
    """Whether the dossier's page offers an action now."""
    person.get(f"/lam-viec/ho-so/{code}/")
    return person.page.select_one(f'form[action$="/{verb}/"]') is not None


def act(person: Person, code: str, verb: str, values: Mapping[str, Any] | None = None) -> str:
    """Do one action on a dossier; returns the words of the page that comes back."""
    if not offered(person, code, verb):
        raise StoryFailed(f"{verb} is not offered on {code}: {person.text[:500]}")
    named = {f"{verb}-{name}": value for name, value in (values or {}).items()}
    person.submit(named, form=f'form[action$="/{verb}/"]')
    return person.words


def inbox_shows(person: Person, code: str) -> bool:
    """Whether the dossier stands in the officer's inbox."""
    person.get(f"/lam-viec/ho-so/?muc=tat-ca&q={code}")
    return code in person.text
