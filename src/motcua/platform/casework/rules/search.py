"""Search over procedure names: folded syllables and pairs of syllables, everyday words, and exact accents first.

The whole national catalogue is a few thousand names, so the index is a plain structure in memory: built in a fraction of a second,
asked in a few milliseconds, and without any state but the names and the synonyms it was built from.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from motcua.kernel.text import fold, place_tones, syllables

_CODE = re.compile(r"^\d\.?\d*$")
_WORDS = re.compile(r"[^\W_]+")
_PAIR_WEIGHT = 2.0
_FIELD_WEIGHT = 0.35
_LENGTH_SLOPE = 0.5
_SYNONYM_WEIGHT = 0.85
_MOST_COMPLETIONS = 12
_RERANKED = 300
_MOST_WORDS = 0.5  # of what was asked


@dataclass(frozen=True, slots=True)
class Entry:
    """One searchable procedure. ``boost`` multiplies its score: what the city runs itself comes before what ministries do."""

    code: str
    name: str
    field: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Synonym:
    """An everyday phrase: ``code`` points at a procedure, ``words`` adds words of the catalogue, ``stop`` says nothing."""

    phrase: str
    kind: str
    value: str


@dataclass
class _Doc:
    entry: Entry
    accented: frozenset[str]
    grams: frozenset[str]
    norm: float


@dataclass
class Index:
    """The index; build it with ``build``."""

    docs: list[_Doc] = field(default_factory=list)
    postings: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    vocabulary: list[str] = field(default_factory=list)
    synonyms: list[tuple[tuple[str, ...], Synonym]] = field(default_factory=list)

    def search(self, query: str, *, limit: int, allowed: frozenset[str] | None = None) -> list[tuple[Entry, float]]:
        """The best entries for ``query`` with their scores, best first; ``allowed`` narrows to these codes."""
        query = query.strip()
        if _CODE.match(query):
            return self._by_code_prefix(query, limit=limit, allowed=allowed)
        asked = syllables(query)
        if not asked:
            return []
        scores: dict[int, float] = defaultdict(float)
        kept = self._without_stops(asked)
        self._add(scores, kept, weight=1.0)
        self._add_synonyms(scores, asked)
        self._weigh_accents(scores, query)
        self._put_named_first(scores, asked)
        order = sorted(scores.items(), key=lambda pair: (-pair[1], self.docs[pair[0]].entry.code))
        found = ((self.docs[i].entry, round(s, 4)) for i, s in order if allowed is None or self.docs[i].entry.code in allowed)
        return [pair for pair, _ in zip(found, range(limit), strict=False)]

    def _by_code_prefix(self, query: str, *, limit: int, allowed: frozenset[str] | None) -> list[tuple[Entry, float]]:
        codes = sorted(c for c in self.by_code if c.startswith(query) and (allowed is None or c in allowed))
        return [(self.docs[self.by_code[c]].entry, 1.0 if c == query else 0.5) for c in codes[:limit]]

    def _without_stops(self, asked: list[str]) -> list[str]:
        text = f" {' '.join(asked)} "
        for phrase, synonym in self.synonyms:
            if synonym.kind == "stop":
                text = text.replace(f" {' '.join(phrase)} ", " ")
        return text.split() or asked

    def _add(self, scores: dict[int, float], parts: list[str], *, weight: float) -> None:
        """BM25-like sum over syllables and pairs, times the square of the share of the syllables that a name covers."""
        sums: dict[int, float] = defaultdict(float)
        covered: dict[int, int] = defaultdict(int)
        for part in dict.fromkeys(parts):
            best: dict[int, float] = {}
            for gram in self._complete(part) if part == parts[-1] else (part,):
                best.update(self.postings.get(gram, ()))
            for i, value in best.items():
                sums[i] += value
                covered[i] += 1
        for a, b in itertools.pairwise(parts):
            for i, value in self.postings.get(f"{a} {b}", ()):
                sums[i] += _PAIR_WEIGHT * value
        whole = len(set(parts))
        for i, total in sums.items():
            scores[i] = max(scores[i], weight * total * (covered[i] / whole) ** 2 * self.docs[i].entry.boost)

    def _complete(self, part: str) -> tuple[str, ...]:
        """The syllable itself, or when the catalogue has none such, the syllables that begin with it: search while typing."""
        if part in self.postings:
            return (part,)
        at = bisect_left(self.vocabulary, part)
        return tuple(v for v in self.vocabulary[at : at + _MOST_COMPLETIONS] if v.startswith(part))

    def _add_synonyms(self, scores: dict[int, float], asked: list[str]) -> None:
        """The longest everyday phrase in the question is replaced by the catalogue's words, the rest of the question stays."""
        text = f" {' '.join(asked)} "
        said = [(p, s) for p, s in self.synonyms if s.kind == "words" and f" {' '.join(p)} " in text]
        if not said:
            return
        phrase, synonym = max(said, key=lambda pair: len(pair[0]))
        rest = text.replace(f" {' '.join(phrase)} ", " ").split()
        kept = self._without_stops(rest) if rest else []
        self._add(scores, syllables(synonym.value) + kept, weight=_SYNONYM_WEIGHT)

    def _put_named_first(self, scores: dict[int, float], asked: list[str]) -> None:
        """A phrase that people use for one procedure puts it on top, when it says most of what was asked."""
        text = f" {' '.join(self._without_stops(asked))} "
        top = max(scores.values(), default=1.0)
        for phrase, synonym in self.synonyms:
            if synonym.kind != "code" or synonym.value not in self.by_code or f" {' '.join(phrase)} " not in text:
                continue
            i = self.by_code[synonym.value]
            share = len(phrase) / len(text.split())
            scores[i] = max(scores[i], top * (1.0 + share) if share > _MOST_WORDS else scores[i])

    def _weigh_accents(self, scores: dict[int, float], query: str) -> None:
        """Where the query has accents, a name with the same accents comes before one that only folds to the same letters."""
        words = [w for w in _WORDS.findall(place_tones(query).lower()) if fold(w) != w]
        if not words:
            return
        best = sorted(scores, key=lambda i: -scores[i])
        for i in best[_RERANKED:]:
            del scores[i]
        for i in best[:_RERANKED]:
            doc = self.docs[i]
            for word in words:
                if word in doc.accented:
                    scores[i] *= 1.25
                elif fold(word) in doc.grams:
                    scores[i] *= 0.4


def build(entries: Iterable[Entry], *, synonyms: Iterable[Synonym] = ()) -> Index:
    """The index over ``entries``."""
    index = Index()
    raw: list[tuple[Entry, list[str], list[str]]] = [(e, syllables(e.name), syllables(e.field)) for e in entries]
    average = sum(len(name) for _, name, _ in raw) / len(raw) if raw else 1.0
    seen_in: Counter[str] = Counter()
    for _, name, area in raw:
        seen_in.update(_grams(name) | set(area))
    weights = {gram: math.log(1 + len(raw) / n) for gram, n in seen_in.items()}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for i, (entry, name, area) in enumerate(raw):
        norm = 1 / (1 - _LENGTH_SLOPE + _LENGTH_SLOPE * len(name) / average)
        grams = _grams(name)
        for gram in grams:
            postings[gram].append((i, weights[gram] * norm))
        for gram in set(area) - grams:
            postings[gram].append((i, weights[gram] * _FIELD_WEIGHT))
        index.docs.append(_Doc(entry=entry, accented=_accented(entry.name), grams=frozenset(grams), norm=norm))
        index.by_code[entry.code] = i
    index.postings = dict(postings)
    index.vocabulary = sorted(g for g in postings if " " not in g)
    index.synonyms = [(tuple(syllables(s.phrase)), s) for s in synonyms]
    return index


def _grams(parts: list[str]) -> set[str]:
    return set(parts) | {f"{a} {b}" for a, b in itertools.pairwise(parts)}


def _accented(name: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(place_tones(name).lower()))


def synonyms_from(rows: Iterable[Mapping[str, str]]) -> list[Synonym]:
    """Synonyms from the rows of the data file."""
    return [Synonym(phrase=r["phrase"], kind=r["kind"], value=r["value"] or "") for r in rows]
