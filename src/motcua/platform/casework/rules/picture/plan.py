"""What the picture shows of a definition: per step its ways on, back and out, in the words of one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from motcua.platform.casework.contracts import Definition, DossierStatus, Step, StepAction
from motcua.platform.casework.rules.bpmn.graph import reached
from motcua.platform.casework.rules.bpmn.profile import LANES, PAUSES
from motcua.platform.casework.rules.picture.words import time_words, unit_words, word
from motcua.platform.casework.rules.transitions import possible

_SLIPS = frozenset({DossierStatus.REFUSED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED})


@dataclass(frozen=True, slots=True)
class Way:
    """A way from one step to another; ``to`` is its place in the order, -1 for an end. ``guarded``: open on a condition only."""

    label: str
    to: int
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One step as drawn; ``next`` leads to the step below it, ``others`` to any other."""

    place: int
    name: str
    lane: str
    here: bool
    closing: bool
    unit: str
    clock: str
    opinions: tuple[str, ...]
    pauses: tuple[str, ...]
    ends: tuple[str, ...]
    next: tuple[Way, ...]
    others: tuple[Way, ...]


def plan_of(definition: Definition, here: str, language: str) -> tuple[Card, ...]:
    """The steps in their order."""
    statuses = reached(definition)
    places = {step.key: i for i, step in enumerate(definition.steps)}
    return tuple(_card(step, statuses[step.key], places, definition, here, language) for step in definition.steps)


def _card(
    step: Step, statuses: list[DossierStatus], places: dict[str, int], definition: Definition, here: str, language: str
) -> Card:
    place = places[step.key]
    used = [a for a in step.actions if any(possible(a.verb, s) for s in statuses)]
    ways = [_way(a, places, language) for a in used if not _stays(a, step) and a.status not in _SLIPS]
    return Card(
        place=place, name=step.name_en if language == "en" else step.name_vi, lane=LANES[step.role.value][language == "en"],
        here=step.key == here, closing=not step.actions, unit=_unit(step, language), clock=_clock(step, language),
        opinions=tuple(_opinions(step, language)),
        pauses=_once(_label(a, language) for a in used if a.status in PAUSES and _begins(a, statuses)),
        ends=_once(_label(a, language) for a in used if a.status in _SLIPS),
        next=tuple(w for w in ways if w.to == place + 1), others=tuple(w for w in ways if w.to != place + 1),
    )


def _stays(action: StepAction, step: Step) -> bool:
    """A pause, what happens during one, and coming back from it to the same step are no ways of their own."""
    return action.status in PAUSES or (action.to_step == step.key and "resume_clock" in action.effects)


def _begins(action: StepAction, statuses: list[DossierStatus]) -> bool:
    return any(possible(action.verb, s) for s in statuses if s not in PAUSES)


def _way(action: StepAction, places: dict[str, int], language: str) -> Way:
    return Way(label=_label(action, language), to=places.get(action.to_step, -1), guarded=bool(action.guard))


def _label(action: StepAction, language: str) -> str:
    return action.label_en if language == "en" else action.label_vi


def _unit(step: Step, language: str) -> str:
    unit = unit_words(step.unit, language)
    return f"{word('unit', language)}: {unit}" if unit else ""


def _clock(step: Step, language: str) -> str:
    return f"{word('clock', language)}: {time_words(step.clock, language)}" if step.clock else ""


def _opinions(step: Step, language: str) -> Iterator[str]:
    for opinion in step.opinions:
        name = opinion.en if language == "en" else opinion.vi
        yield f"{name} ({time_words(opinion.clock, language)})"


def _once(labels: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(labels))


def told(cards: tuple[Card, ...], language: str) -> str:
    """The whole picture as text, for who does not see it."""
    return " ".join(_told(card, language) for card in cards)


def _told(card: Card, language: str) -> str:
    parts = [f"{word('step', language)} {card.place + 1}: {card.name} ({card.lane})"]
    if card.here:
        parts.append(word("here", language))
    parts += filter(None, (card.unit, card.clock))
    for key, items in (("asked", card.opinions), ("pause", card.pauses), ("ends", card.ends)):
        if items:
            parts.append(f"{word(key, language)}: {', '.join(items)}")
    parts += [f"{w.label} → {word('step', language).lower()} {w.to + 1}" for w in (*card.next, *card.others) if w.to >= 0]
    return "; ".join(parts) + "."


