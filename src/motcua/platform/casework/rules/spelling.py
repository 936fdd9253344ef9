"""“Did you mean”: a question with syllables that neither the catalogue nor the everyday words know, set right by one letter.

Vietnamese is written in short syllables, so nearly every slip makes another syllable; only those that nobody uses are touched, and the
neighbour decides: "khay shinh" is read as "khai sinh" because the catalogue has that pair.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from motcua.kernel.text import fold, place_tones, syllables

_MOST_CANDIDATES = 40
_SHORTEST = 3
_PAIR_SAYS = 50  # names; more of them say no more
_LETTERS = "abcdeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Spelling:
    """What is known: how often a syllable and a pair stand in names, and how they are written with accents."""

    singles: Mapping[str, int]
    pairs: Mapping[str, int]
    written: Mapping[str, str]

    def suggest(self, query: str) -> str:
        """The question set right, with accents where a pair is known; empty when nothing needs it or nothing fits."""
        asked = syllables(query)
        if all(self._known(part) for part in asked):
            return ""
        best = self._walk([self._candidates(part) for part in asked])
        return self._accented(best) if best and best != asked else ""

    def _known(self, part: str) -> bool:
        """Whether a syllable is left alone: it is used, too short to judge, or no word (numbers, codes)."""
        return part in self.singles or len(part) < _SHORTEST or not part.isalpha()

    def _candidates(self, part: str) -> list[str]:
        if self._known(part):
            return [part]
        near = {word for word in _edits(part) if word in self.singles}
        return sorted(near, key=lambda word: (-self.singles[word], word))[:_MOST_CANDIDATES]

    def _walk(self, options: list[list[str]]) -> list[str]:
        """The chain of candidates whose pairs stand in most names; empty when a syllable has no candidate."""
        if not all(options):
            return []
        chains = [(0.0, [word]) for word in options[0]]
        for words in options[1:]:
            chains = [
                max(((score + min(_PAIR_SAYS, self.pairs.get(f"{chain[-1]} {word}", 0)), [*chain, word]) for score, chain in chains),
                    key=lambda pair: pair[0])
                for word in words
            ]
        return max(chains, key=lambda pair: pair[0])[1]

    def _accented(self, parts: list[str]) -> str:
        words, i = [], 0
        while i < len(parts):
            pair = " ".join(parts[i : i + 2])
            known = pair in self.written and i + 1 < len(parts)
            words.append(self.written[pair] if known else self.written.get(parts[i], parts[i]))
            i += 2 if known else 1
        return " ".join(words)


def _edits(part: str) -> set[str]:
    """All texts that are one letter away: one left out, put in, changed, or two neighbours swapped."""
    halves = [(part[:i], part[i:]) for i in range(len(part) + 1)]
    gone = {a + b[1:] for a, b in halves if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    changed = {a + c + b[1:] for a, b in halves if b for c in _LETTERS}
    return gone | swapped | changed | {a + c + b for a, b in halves for c in _LETTERS}


def learn(texts: Iterable[str]) -> Spelling:
    """Spelling from names of procedures and everyday phrases."""
    singles: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        words = "".join(c if c.isalnum() else " " for c in place_tones(text).lower()).split()
        folded = [fold(word) for word in words]
        singles.update(folded)
        for (a, b), (x, y) in zip(itertools.pairwise(folded), itertools.pairwise(words), strict=True):
            pairs[f"{a} {b}"] += 1
            written[f"{a} {b}"][f"{x} {y}"] += 1
        for a, x in zip(folded, words, strict=True):
            written[a][x] += 1
    return Spelling(singles=singles, pairs=pairs, written={key: forms.most_common(1)[0][0] for key, forms in written.items()})
