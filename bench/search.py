"""Finding a procedure among 5,608: how high the right one stands, and how long it takes, beside plain matching of words without accents.

Everyday questions stand in ``search_questions.csv`` in three groups: ``tune`` (in sight while the table of everyday words was written),
``held`` (on life events, kept aside meanwhile), ``blind`` (on procedures of communes drawn by lot, written afterwards). No question may be
answered by a row of the table that says all of its words. What the city publishes itself under the same name is right too.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from _common import ROOT, Bench, database, percentile, quick, times_ms

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LIMIT = 20
OFFICIAL = {
    "khai tu luu dong": {"1.000419"},
    "cap lai giay phep lai xe": {"3.000348"},
    "tach thua hop thua": {"1.012784", "1.115614"},
    "cap doi giay chung nhan quyen su dung dat": {"1.012783"},
    "giay xac nhan tinh trang hon nhan": {"1.004873"},
    "dang ky lai khai sinh": {"1.004884"},
    "dieu chinh thoi huong tro cap huu tri xa hoi": {"1.014027"},
    "giay chung nhan so nha": {"1.009141"},
    "phieu ly lich tu phap": {"3.000333", "3.000334", "3.000335"},
    "cham dut giam ho": {"1.004845"},
    "hoa giai tranh chap dat dai": {"1.012812"},
    "gia han giay phep lao dong nguoi nuoc ngoai": {"1.014201"},
    "mai tang phi cuu chien binh": {"2.002307"},
    "van ban phan chia di san": {"2.001406"},
    "gia han giay phep xay dung": {"1.013227", "1.013233"},
}
EVERYDAY = {
    "mat so do xin cap lai": {"1.012786"},
    "chia dat cho con": {"1.012784"},
    "tien huu cho nguoi gia khong co luong": {"1.014027"},
    "xin bien so nha": {"1.009141"},
    "giay khong co tien an": {"3.000333"},
    "sai ten trong giay khai sinh": {"1.004859"},
    "thue nguoi nuoc ngoai lam viec": {"1.014199"},
    "nhan con ruot": {"1.001022"},
    "hang xom lan dat": {"1.012812"},
    "mat giay phep lai xe": {"3.000348"},
}
QUESTIONS = ROOT / "bench" / "search_questions.csv"
HERE = "Hải Phòng"
SHOWN = 10
Search = Callable[[str], Sequence[str]]


def everyday_questions() -> dict[str, dict[str, set[str]]]:
    """The questions with their right answers, by group."""
    groups: dict[str, dict[str, set[str]]] = {"tune": {}, "held": {}, "blind": {}}
    with QUESTIONS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            groups[row["half"]][row["question"]] = set(row["codes"].split())
    return groups


def refuse_leaks(syllables: Callable[[str], list[str]], questions: Iterable[str]) -> None:
    """Fail when a row of the table says every word of a question: it would measure the table, not the search."""
    path = ROOT / "src" / "motcua" / "platform" / "casework" / "data" / "synonyms.csv"
    with path.open(encoding="utf-8") as file:
        listed = {frozenset(syllables(row["phrase"])) for row in csv.DictReader(file)}
    leaked = [question for question in questions if frozenset(syllables(question)) in listed]
    if leaked:
        raise RuntimeError(f"listed as synonyms: {sorted(leaked)}")


def mrr(search: Search, questions: dict[str, set[str]]) -> float:
    """Mean of one over the rank of the first right answer; nothing for one that is not among the first twenty."""
    total = 0.0
    for question, right in questions.items():
        found = search(question)[:LIMIT]
        total += next((1 / rank for rank, code in enumerate(found, 1) if code in right), 0.0)
    return total / len(questions)


def shown(search: Search, questions: dict[str, set[str]]) -> float:
    """The share of questions whose right answer stands on the first screen."""
    return sum(bool(right & set(search(question)[:SHOWN])) for question, right in questions.items()) / len(questions)


def with_twins(questions: dict[str, set[str]], names: dict[str, tuple[str, str]]) -> dict[str, set[str]]:
    """The questions with the city's own procedures of the same name among the right answers."""
    own: dict[str, set[str]] = {}
    for code, (name, issuer) in names.items():
        if HERE in issuer:
            own.setdefault(name.strip(" ."), set()).add(code)
    return {q: right | {twin for code in right for twin in own.get(names[code][0].strip(" ."), ())} for q, right in questions.items()}


def measure(bench: Bench, rounds: int) -> None:
    from django.db import connection

    from motcua.kernel.text import fold, syllables
    from motcua.platform.casework import api as casework

    groups = {"official": OFFICIAL, "everyday": EVERYDAY, **everyday_questions()}
    refuse_leaks(syllables, [q for name, questions in groups.items() if name != "tune" for q in questions])
    casework.load_reference(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, name, issuer FROM casework_procedure")
        names = {code: (fold(name), issuer) for code, name, issuer in cursor.fetchall()}
        cursor.execute("CREATE TABLE bench_name (code text PRIMARY KEY, name text NOT NULL)")
        cursor.executemany("INSERT INTO bench_name VALUES (%s, %s)", [(code, name) for code, (name, _) in names.items()])
    unknown = {c for questions in groups.values() for right in questions.values() for c in right} - set(names)
    if unknown:
        raise RuntimeError(f"not in the catalogue: {sorted(unknown)}")

    groups = {name: with_twins(questions, names) for name, questions in groups.items()}

    def ours(question: str) -> list[str]:
        return [hit.code for hit in casework.search_procedures(query=question, limit=LIMIT, now=NOW)]

    def plain(question: str) -> list[str]:
        words = [f"%{word}%" for word in fold(question).split()]
        hits = " + ".join(["(name LIKE %s)::int"] * len(words))
        with connection.cursor() as cursor:
            query = f"SELECT code FROM bench_name ORDER BY {hits} DESC, length(name), code LIMIT {LIMIT}"
            cursor.execute(query, words)
            return [row[0] for row in cursor.fetchall()]

    questions = [*OFFICIAL, *EVERYDAY]
    ours(questions[0])  # the index is read once for each process
    taken = {
        name: [ms for q in questions for ms in times_ms(lambda s=s, q=q: s(q), count=rounds)] for name, s in (("o", ours), ("p", plain))
    }
    against = "most words contained, accents folded, shortest name first"
    for name, asked in groups.items():
        bench.add(f"mrr_{name}_words", mrr(ours, asked), mrr(plain, asked), unit="MRR@20", better="higher", against=against)
        bench.add(f"top10_{name}_words", shown(ours, asked), shown(plain, asked), unit="share", better="higher", against=against)
    bench.add("search_p95", percentile(taken["o"], 0.95), percentile(taken["p"], 0.95), unit="ms", better="lower", against=against)


def main() -> None:
    rounds = 5 if quick() else 40
    bench = Bench("search")
    with database("search"):
        measure(bench, rounds)
    bench.show()


if __name__ == "__main__":
    main()
