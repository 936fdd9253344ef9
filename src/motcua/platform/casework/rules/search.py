"""Search over procedure names: folded syllables and pairs of syllables, everyday words, and exact accents first.

The whole national catalogue is a few thousand names, so the index is a plain structure in memory: built in a fraction of a second,
asked in a few milliseconds, and without any state but the names and the synonyms it was built from. A question is read in several ways
(``rules.everyday``); a procedure counts by the best of them: the share of the reading's weight that its name covers.
"""

from __future__ import annotations

import heapq
import itertools
import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from motcua.kernel.text import fold, place_tones, syllables
from motcua.platform.casework.rules import everyday
from motcua.platform.casework.rules.everyday import Synonym, synonyms_from

__all__ = ["Entry", "Index", "Synonym", "build", "synonyms_from"]

_CODE = re.compile(r"^\d\.?\d*$")
_WORDS = re.compile(r"[^\W_]+")
_PAIR_WEIGHT, _UNKNOWN_PAIR = 2.0, 0.35
_FIELD_WEIGHT, _MORE_WEIGHT, _REST_WEIGHT = 0.35, 0.3, 0.5
_LENGTH_SLOPE = 0.45
_COVERAGE_POWER = 2.2
_OTHER_ACCENT = 0.4
_MOST_COMPLETIONS = 12
_RERANKED = 300
_LEAST_COVERED = 0.3  # of what the best name covers; below it a name hardly ever comes among the first
_NAMED_SHARE = 0.5  # of what was asked


@dataclass(frozen=True, slots=True)
class Entry:
    """One searchable procedure. ``boost`` multiplies its score; ``more`` are words of its results and papers, of little weight."""

    code: str
    name: str
    field: str
    boost: float = 1.0
    more: str = ""


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
    weights: dict[str, float] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    vocabulary: list[str] = field(default_factory=list)
    rules: tuple[everyday.Rule, ...] = ()

    def search(self, query: str, *, limit: int, allowed: frozenset[str] | None = None) -> list[tuple[Entry, float]]:
        """The best entries for ``query`` with their scores, best first; ``allowed`` narrows to these codes."""
        query = query.strip()
        if _CODE.match(query):
            return self._by_code_prefix(query, limit=limit, allowed=allowed)
        words = _WORDS.findall(place_tones(query).lower())
        asked = [fold(word) for word in words]
        if not asked:
            return []
        met = everyday.said(self.rules, asked)
        scores: dict[int, float] = {}
        for reading in everyday.readings(met, asked, words):
            for i, score in self._read(reading).items():
                scores[i] = max(scores.get(i, 0.0), reading.weight * score)
        self._put_named_first(scores, met, everyday.content(met, asked))
        order = sorted(scores.items(), key=lambda pair: (-pair[1], self.docs[pair[0]].entry.code))
        found = ((self.docs[i].entry, round(s, 4)) for i, s in order if allowed is None or self.docs[i].entry.code in allowed)
        return [pair for pair, _ in zip(found, range(limit), strict=False)]

    def _by_code_prefix(self, query: str, *, limit: int, allowed: frozenset[str] | None) -> list[tuple[Entry, float]]:
        codes = sorted(c for c in self.by_code if c.startswith(query) and (allowed is None or c in allowed))
        return [(self.docs[self.by_code[c]].entry, 1.0 if c == query else 0.5) for c in codes[:limit]]

    def _read(self, reading: everyday.Reading) -> dict[int, float]:
        """What each name makes of one reading: the share of its weight that the name covers, less for long names."""
        got: dict[int, float] = defaultdict(float)
        whole, words = 0.0, list[str]()
        for text, weight in ((reading.text, 1.0), (reading.rest, _REST_WEIGHT)):
            said = [word for word in _WORDS.findall(place_tones(text).lower()) if word not in words]
            words += said
            parts = [fold(word) for word in said]
            whole += self._add_syllables(got, parts, weight) + self._add_pairs(got, syllables(text), weight)
        least = _LEAST_COVERED * max(got.values(), default=0.0)
        covered = {i: (total / whole) ** _COVERAGE_POWER for i, total in got.items() if total >= least}
        scores = {i: share * self.docs[i].norm * self.docs[i].entry.boost for i, share in covered.items()}
        return self._weigh_accents(scores, words)

    def _add_syllables(self, got: dict[int, float], parts: list[str], weight: float) -> float:
        """Adds what single syllables give; returns what they could give. An unknown syllable counts as a common one."""
        whole, known = 0.0, [self.weights[part] for part in parts if part in self.weights]
        common = sum(known) / len(known) if known else 1.0
        for part in dict.fromkeys(parts):
            grams = self._complete(part) if part == parts[-1] else (part,)
            best = dict(itertools.chain.from_iterable(self.postings[gram] for gram in grams)) if len(grams) > 1 else {}
            whole += weight * (max((self.weights.get(gram, 0.0) for gram in grams), default=0.0) or common)
            for i, value in best.items() if best else self.postings.get(grams[0] if grams else part, ()):
                got[i] += weight * value
        return whole

    def _add_pairs(self, got: dict[int, float], parts: list[str], weight: float) -> float:
        """Adds what neighbouring syllables give; a pair that no name has counts little."""
        whole = 0.0
        for pair in dict.fromkeys(f"{a} {b}" for a, b in itertools.pairwise(parts)):
            known = self.postings.get(pair, ())
            whole += weight * (_PAIR_WEIGHT * self.weights[pair] if known else _UNKNOWN_PAIR)
            for i, value in known:
                got[i] += weight * _PAIR_WEIGHT * value
        return whole

    def _complete(self, part: str) -> tuple[str, ...]:
        """The syllable itself, or when the catalogue has none such, the syllables that begin with it: search while typing."""
        if part in self.postings:
            return (part,)
        at = bisect_left(self.vocabulary, part)
        return tuple(v for v in self.vocabulary[at : at + _MOST_COMPLETIONS] if v.startswith(part))

    def _put_named_first(
        self, scores: dict[int, float], met: list[tuple[everyday.Rule, frozenset[int]]], speaking: frozenset[int]
    ) -> None:
        """A phrase that people use for one procedure puts it on top, when it says most of what was asked."""
        top = max(scores.values(), default=1.0)
        for rule, at in met:
            if rule.kind != everyday.CODE or rule.value not in self.by_code:
                continue
            i, share = self.by_code[rule.value], len(at & speaking) / len(speaking)
            if share > _NAMED_SHARE or len(rule.groups) > 1:
                scores[i] = max(scores.get(i, 0.0), top * (1.0 + share))

    def _weigh_accents(self, scores: dict[int, float], words: list[str]) -> dict[int, float]:
        """Where the words have accents, a name that only folds to the same letters counts less."""
        accented = [(w, fold(w)) for w in words if fold(w) != w]
        if not accented:
            return scores
        best = heapq.nlargest(_RERANKED, scores, key=scores.__getitem__)
        for i in best:
            doc = self.docs[i]
            for word, folded in accented:
                if folded in doc.grams and word not in doc.accented:
                    scores[i] *= _OTHER_ACCENT
        return {i: scores[i] for i in best}


def build(entries: Iterable[Entry], *, synonyms: Iterable[Synonym] = ()) -> Index:
    """The index over ``entries``."""
    index = Index(rules=everyday.rules_of(synonyms))
    raw = [(e, syllables(e.name), syllables(e.field), syllables(e.more)) for e in entries]
    average = sum(len(name) for _, name, _, _ in raw) / len(raw) if raw else 1.0
    seen_in: Counter[str] = Counter()
    for _, name, area, more in raw:
        seen_in.update(_grams(name) | set(area) | set(more))
    index.weights = {gram: math.log(1 + len(raw) / n) for gram, n in seen_in.items()}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for i, (entry, name, area, more) in enumerate(raw):
        grams = _grams(name)
        for gram in grams:
            postings[gram].append((i, index.weights[gram]))
        for gram in set(area) - grams:
            postings[gram].append((i, index.weights[gram] * _FIELD_WEIGHT))
        for gram in set(more) - grams - set(area):
            postings[gram].append((i, index.weights[gram] * _MORE_WEIGHT))
        norm = 1 / (1 - _LENGTH_SLOPE + _LENGTH_SLOPE * len(name) / average)
        index.docs.append(_Doc(entry=entry, accented=_accented(entry.name), grams=frozenset(grams), norm=norm))
        index.by_code[entry.code] = i
    index.postings = dict(postings)
    index.vocabulary = sorted(g for g in postings if " " not in g)
    return index


def _grams(parts: list[str]) -> set[str]:
    return set(parts) | {f"{a} {b}" for a, b in itertools.pairwise(parts)}


def _accented(name: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(place_tones(name).lower()))
