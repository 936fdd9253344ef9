"""The table of docs/security/asvs.md: complete, and naming tests that exist."""

import re

from tests.architecture import house

PAGE = house.ROOT / "docs" / "security" / "asvs.md"
# How many sections each chapter of the standard has.
SECTIONS = (5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3)


def rows(text):
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if re.match(r"\| \d+\.\d+ \|", line)]


def faults(text):
    """What is wrong with the table: sections missing or twice, tests that do not exist, lines that say neither a guard's test nor why."""
    found = rows(text)
    wanted = [f"{chapter}.{n}" for chapter, count in enumerate(SECTIONS, start=1) for n in range(1, count + 1)]
    told = [row[0] for row in found]
    wrong = [] if told == wanted else [f"sections {sorted(set(wanted) ^ set(told))}, order or repetition"]
    for number, _, guard, tests, gap in found:
        named = re.findall(r"`([^`]+)`", tests)
        wrong += [f"{number}: {name} does not exist" for name in named if not (house.ROOT / name).exists()]
        if not named and not guard.startswith("there is no") and gap == "–":
            wrong.append(f"{number}: neither a test nor what is open")
    wrong += [f"{line}: {name} does not exist" for line in attacks(text) for name in re.findall(r"`([^`]+/[^`]+)`", line) if not (house.ROOT / name).exists()]
    return wrong


def attacks(text):
    """Lines of the table of attacks."""
    table = text.partition("## Attacks and the tests that play them")[2].partition("\n\n")[0]
    return [line for line in table.splitlines()[3:] if line.startswith("|")]


def test_the_table_is_complete_and_true():
    assert not faults(PAGE.read_text())


def test_a_planted_fault_is_found():
    text = PAGE.read_text()
    assert faults(text.replace("| 8.2 |", "| 8.9 |"))
    assert len(attacks(text)) >= 13
    assert faults(text.replace("tests/security/test_uploads.py", "tests/security/test_nothing.py"))
    assert faults(text.replace("tests/security/test_keys.py", "tests/security/test_nothing.py"))
