"""Translations without gettext's programs: extract, check, compile.

The Vietnamese sentence is the key; each room keeps its English in ``locale/en/LC_MESSAGES/django.po``.
``extract [room…]`` adds new sentences with an empty English and drops unused ones; ``check`` fails on a missing or unused one;
``compile`` writes the ``.mo`` files.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "motcua"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "ngettext", "ngettext_lazy"}
_BLOCK = re.compile(r"{%-?\s*blocktrans(?:late)?\b([^%]*)%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
_PLURAL = re.compile(r"{%\s*plural\s*%}")
_TAG = re.compile(r"{%\s*trans(?:late)?\s+(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')")
_INLINE = re.compile(r"(?<![\w.])_\((\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\)")
_VARIABLE = re.compile(r"{{\s*([\w.]+)[^}]*}}")


def places() -> dict[Path, list[Path]]:
    """Folder that owns the translations -> its Python and template files."""
    owners = [path.parent for path in sorted(SRC.glob("*/*/apps.py"))]
    return {owner: [f for f in sorted(owner.rglob("*")) if _counts(f)] for owner in owners}


def _counts(path: Path) -> bool:
    return path.suffix in {".py", ".html", ".txt"} and "tests" not in path.parts


def in_python(text: str) -> Iterator[str]:
    """Messages of gettext calls."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in CALLS and node.args:
                skip = 1 if name == "pgettext" else 0
                for argument in node.args[skip : skip + (2 if name.startswith("ngettext") else 1)]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value


def in_template(text: str) -> Iterator[str]:
    """Messages of translate and blocktranslate tags and of ``_("…")`` arguments."""
    for options, body in _BLOCK.findall(text):
        for part in _PLURAL.split(body):
            message = _VARIABLE.sub(lambda m: f"%({m.group(1)})s", part)
            yield _trimmed(message) if "trimmed" in options else message
    rest = _BLOCK.sub("", text)
    for quoted in [*_TAG.findall(rest), *_INLINE.findall(rest)]:
        yield ast.literal_eval(quoted)


def _trimmed(message: str) -> str:
    return " ".join(line.strip() for line in message.strip().splitlines() if line.strip())


def used(files: list[Path]) -> dict[str, str]:
    """Message -> first place where it stands."""
    found: dict[str, str] = {}
    for path in files:
        text = path.read_text(encoding="utf-8")
        reader = in_python if path.suffix == ".py" else in_template
        for message in reader(text):
            if message.strip():
                found.setdefault(message, str(path.relative_to(ROOT)))
    return found


def po_path(owner: Path) -> Path:
    """The owner's English."""
    return owner / "locale" / "en" / "LC_MESSAGES" / "django.po"


def load(owner: Path) -> polib.POFile:
    """The owner's English, or an empty one."""
    path = po_path(owner)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=140)
    fresh = polib.POFile(wrapwidth=140)
    fresh.metadata = {"Language": "en", "Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    return fresh


def extract(names: set[str]) -> int:
    """Bring the .po files up to what the code says."""
    for owner, files in places().items():
        if names and owner.name not in names:
            continue
        found, po = used(files), load(owner)
        known = {entry.msgid: entry for entry in po}
        for message in found:
            if message not in known:
                po.append(polib.POEntry(msgid=message, msgstr=""))
        for message, entry in known.items():
            if message not in found:
                po.remove(entry)
        if len(po):
            po_path(owner).parent.mkdir(parents=True, exist_ok=True)
            po.save(str(po_path(owner)))
        empty = [entry.msgid for entry in po if not entry.msgstr and not entry.msgstr_plural]
        if empty:
            print(f"{owner.name}: {len(empty)} without English")
    return 0


def check() -> int:
    """Name every sentence without English and every translation nobody uses; exit status 1 when there is one."""
    faults = []
    for owner, files in places().items():
        found, po = used(files), load(owner)
        known = {entry.msgid: entry for entry in po}
        faults += [f"{found[m]}: no English for {m!r}" for m in found if m not in known or not (known[m].msgstr or known[m].msgstr_plural)]
        faults += [f"{po_path(owner).relative_to(ROOT)}: nobody uses {m!r}" for m in known if m not in found]
        faults += [f"{owner.name}: placeholders differ in {m!r}" for m, e in known.items() if e.msgstr and _holes(m) != _holes(e.msgstr)]
    faults += disagreements()
    for fault in faults:
        print(fault)
    print(f"messages: {len(faults)} faults")
    return 1 if faults else 0


def disagreements() -> list[str]:
    """Sentences that two rooms translate differently: one site has one catalogue, so one of them would be wrong."""
    said: dict[str, dict[str, list[str]]] = {}
    for owner in places():
        for entry in load(owner):
            if entry.msgstr:
                said.setdefault(entry.msgid, {}).setdefault(entry.msgstr, []).append(owner.name)
    return [f"{message!r} has several translations: {found}" for message, found in said.items() if len(found) > 1]


def _holes(text: str) -> set[str]:
    return set(re.findall(r"%\(\w[\w.]*\)[sd]", text)) | set(re.findall(r"(?<!{){(\w+)}", text))


def compile_all() -> int:
    """Write .mo files."""
    for owner in places():
        if po_path(owner).exists():
            load(owner).save_as_mofile(str(po_path(owner).with_suffix(".mo")))
    return 0


def main(argv: list[str]) -> int:
    """Dispatch."""
    verb = argv[0] if argv else "check"
    if verb == "extract":
        return extract(set(argv[1:])) or compile_all()
    return compile_all() if verb == "compile" else check()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
