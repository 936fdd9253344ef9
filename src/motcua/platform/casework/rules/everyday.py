"""Everyday words: what people say and what the catalogue calls it, and how a question reads through them.

A row of the table names a phrase. Parts joined by ``+`` may stand anywhere in the question, in any order ("sang tên + xe"). ``words`` puts
words of the catalogue in the place of the phrase, ``code`` names one procedure, ``stop`` is a phrase that says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from motcua.kernel.text import syllables

WORDS, CODE, STOP = "words", "code", "stop"
_LITERAL, _ALL, _ONE = 1.0, 0.97, 0.95
_MOST_READINGS = 8


@dataclass(frozen=True, slots=True)
class Synonym:
    """An everyday phrase: ``code`` points at a procedure, ``words`` adds words of the catalogue, ``stop`` says nothing."""

    phrase: str
    kind: str
    value: str

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The folded parts of the phrase, each of which must stand in the question."""
        return tuple(tuple(syllables(part)) for part in self.phrase.split("+"))


@dataclass(frozen=True, slots=True)
class Rule:
    """A synonym prepared for reading."""

    groups: tuple[tuple[str, ...], ...]
    kind: str
    value: str
    words: frozenset[str]

    @property
    def size(self) -> int:
        """How many syllables of a question it speaks for."""
        return sum(len(group) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a question: words to look for, words that were said beside them and count half, and how far it is trusted."""

    text: str
    rest: str
    weight: float


def rules_of(synonyms: Iterable[Synonym]) -> tuple[Rule, ...]:
    """The table prepared, longest phrases first."""
    made = ((synonym, synonym.groups()) for synonym in synonyms)
    rules = (Rule(groups, s.kind, s.value, frozenset(word for group in groups for word in group)) for s, groups in made)
    return tuple(sorted(rules, key=lambda rule: -rule.size))


def synonyms_from(rows: Iterable[Mapping[str, str]]) -> list[Synonym]:
    """Synonyms from the rows of the data file."""
    return [Synonym(phrase=r["phrase"], kind=r["kind"], value=r["value"] or "") for r in rows]


def places(rule: Rule, asked: Sequence[str]) -> frozenset[int] | None:
    """Where the parts of a rule stand in the question, without overlap; None when one is missing."""
    taken: set[int] = set()
    for group in rule.groups:
        at = next((i for i in range(len(asked) - len(group) + 1)
                   if tuple(asked[i : i + len(group)]) == group and not taken & set(range(i, i + len(group)))), None)
        if at is None or not group:
            return None
        taken |= set(range(at, at + len(group)))
    return frozenset(taken)


def said(rules: Iterable[Rule], asked: Sequence[str]) -> list[tuple[Rule, frozenset[int]]]:
    """The rules that the question meets, with the places of their words, longest first."""
    there = set(asked)
    return [(rule, at) for rule in rules if rule.words <= there and (at := places(rule, asked)) is not None]


def content(met: Sequence[tuple[Rule, frozenset[int]]], asked: Sequence[str]) -> frozenset[int]:
    """The places of the words that say something: all but the stops; all of them when nothing else is left."""
    silent: set[int] = set()
    spoken: set[int] = {i for rule, at in met if rule.kind != STOP and rule.size > 1 for i in at}
    for rule, at in met:
        if rule.kind == STOP and not at & spoken:
            silent |= at
    return frozenset(range(len(asked))) - silent or frozenset(range(len(asked)))


def readings(met: Sequence[tuple[Rule, frozenset[int]]], asked: Sequence[str], words: Sequence[str]) -> list[Reading]:
    """The question as typed, with all its everyday phrases put into the catalogue's words, and with each of them alone.

    ``words`` are the words as typed, accents and all, one for each of ``asked``.
    """
    speaking = content(met, asked)

    def left(taken: set[int] | frozenset[int]) -> str:
        return " ".join(words[i] for i in sorted(speaking - taken))

    found = [Reading(left(frozenset()), "", _LITERAL)]
    phrases = [(rule, at) for rule, at in met if rule.kind == WORDS]
    chosen: list[Rule] = []
    taken: set[int] = set()
    for rule, at in phrases:
        if not at & taken:
            chosen.append(rule)
            taken |= at
    if len(chosen) > 1:
        found.append(Reading(" ".join(rule.value for rule in chosen), left(taken), _ALL))
    found += [Reading(rule.value, left(at), _ONE) for rule, at in phrases[:_MOST_READINGS]]
    return found
