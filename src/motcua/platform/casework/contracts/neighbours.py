"""What other rooms add to the life and the pages of a dossier ("ask up"): they register in their ``apps.ready()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from motcua.kernel.actors import Actor
from motcua.kit.registry import Registry
from motcua.platform.casework.contracts.dossiers import Dossier

Request = Any  # of the web framework, of which contracts know nothing


class Submission(Protocol):
    """What a room does when a draft becomes a dossier, in the same transaction; a refusal undoes the submission."""

    def __call__(self, *, draft_id: UUID, dossier_id: UUID, code: str, actor: Actor, now: datetime) -> None:
        """Take over what was chosen with the draft."""
        ...


@dataclass(frozen=True, slots=True)
class AtSubmission:
    """A room that goes along with submissions."""

    key: str
    run: Submission


@dataclass(frozen=True, slots=True)
class FilingPanel:
    """A row ``<div><dt>…</dt><dd>…</dd></div>`` of the page on which a draft is checked; an empty string shows nothing."""

    key: str
    render: Callable[[Request, UUID], str]
    order: int = 50


@dataclass(frozen=True, slots=True)
class DossierPanel:
    """A section of a dossier's page, for its owner (``citizen``) or the desk (``officer``); an empty string shows nothing.

    ``foremost``: on the owner's page it stands beneath the dossier's own way, not beside: what she comes back to the page for.
    """

    key: str
    audience: str
    render: Callable[[Request, Dossier], str]
    order: int = 50
    foremost: bool = False


class Named(Protocol):
    """Tells whether an officer is named to look after certain procedures now."""

    def __call__(self, *, actor: Actor) -> Any:
        """A queryset that has a row exactly while the officer is named, whatever the dossier; None for whoever never could be."""
        ...


@dataclass(frozen=True, slots=True)
class Overseer:
    """Officers who carry out dossiers of some procedures wherever these were received, only while they are named.

    What they read is noted under ``purpose`` (a code of consent) on ``ground``.
    """

    key: str
    procedures: Callable[[], frozenset[str]]
    named: Named
    purpose: str
    ground: str


overseers: Registry[Overseer] = Registry(key=lambda one: one.key)
at_submission: Registry[AtSubmission] = Registry(key=lambda one: one.key)
filing_panels: Registry[FilingPanel] = Registry(key=lambda one: one.key, order=lambda one: one.order)
dossier_panels: Registry[DossierPanel] = Registry(key=lambda one: one.key, order=lambda one: one.order)
