"""Sets up all that the project needs: virtual environment from hashed requirements, front-end packages, Debian packages where allowed.

Runs with the machine's Python 3.11+ and nothing else. Says exactly what is missing and what will not run without it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
CACHE = ROOT / ".cache" / "debian"
PEERS = {"nginx": "nginx"}  # program -> Debian package
# command or file that shows the package is there -> (Debian package, what does not run without it)
SYSTEM = {
    "chromium": ("chromium", "browser journeys and accessibility tests"),
    "pdfsig": ("poppler-utils", "the outside judge of signed PDFs"),
    "xmlsec1": ("xmlsec1", "the outside judge of signed evidence containers"),
    "haproxy": ("haproxy", "tests of the exchange behind a load balancer"),
    "nats-server": ("nats-server", "tests of the exchange on NATS JetStream"),
}


def say(text: str) -> None:
    """One line of progress."""
    print(f"  {text}", flush=True)


def run(*command: str, quiet: bool = True) -> bool:
    """Run a command; True when it ended well."""
    done = subprocess.run(command, cwd=ROOT, capture_output=quiet, text=True, check=False)
    if done.returncode != 0 and quiet:
        print(done.stdout[-1500:], done.stderr[-3000:], file=sys.stderr)
    return done.returncode == 0


def environment() -> None:
    """The virtual environment, exactly the pinned versions, and the project itself."""
    if not (BIN / "python").exists():
        say("creating the virtual environment")
        if not run(sys.executable, "-m", "venv", str(VENV)):
            sys.exit("python3 -m venv failed (Debian: apt install python3-venv)")
    if not (BIN / "uv").exists():
        say("installing uv")
        if not run(str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"):
            sys.exit("uv could not be installed")
    say("installing the pinned Python packages")
    uv = (str(BIN / "uv"), "pip", "install", "--quiet", "--python", str(BIN / "python"))
    if not run(*uv, "--require-hashes", "-r", "requirements/test.txt"):
        sys.exit("the pinned packages could not be installed")
    if not run(*uv, "--no-deps", "--no-build-isolation", "-e", "."):
        sys.exit("the project could not be installed into its environment")


def devices() -> None:
    """The software passkey of the tests, in an environment of its own."""
    place = ROOT / ".cache" / "devices"
    if not (place / "bin" / "python").exists() and not run(str(BIN / "uv"), "venv", "--quiet", "--python", str(BIN / "python"), str(place)):
        say("no environment for the software passkey: its journeys will be skipped")
        return
    if not run(str(BIN / "uv"), "pip", "install", "--quiet", "--python", str(place / "bin" / "python"), "--require-hashes",
               "-r", "requirements/devices.txt"):
        say("the software passkey could not be installed: its journeys will be skipped")


def front_end() -> None:
    """Fonts and the few scripts that come from npm; pages work without them."""
    if (ROOT / "tools" / "frontend.py").exists():
        say("installing the front-end packages")
        if not run(str(BIN / "python"), "tools/frontend.py"):
            say("front-end packages are missing: pages use system fonts")


def missing() -> dict[str, tuple[str, str]]:
    """System programs that are not there."""
    kept = [CACHE / "usr" / place for place in ("bin", "sbin")]
    return {name: what for name, what in SYSTEM.items() if not shutil.which(name) and not any((place / name).exists() for place in kept)}


def system_packages() -> None:
    """Debian packages: installed as root or with sudo; else unpacked into the project's cache; else named."""
    lacking = missing()
    if not lacking:
        return
    names = [package for package, _ in lacking.values()]
    say(f"system packages: {', '.join(names)}")
    if shutil.which("apt-get"):
        prefix = [] if os.geteuid() == 0 else (["sudo", "-n"] if shutil.which("sudo") and run("sudo", "-n", "true") else None)
        if prefix is not None:
            env = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
            run(*env, "apt-get", "update", "-q")
            run(*env, "apt-get", "install", "-y", "-q", "--no-install-recommends", *names)
        else:
            unpack(names)
    for package, without in missing().values():
        say(f"MISSING {package}: {without} will be skipped (install it with: apt install {package})")


def unpack(names: list[str]) -> None:
    """Without root: download the packages and unpack them into the cache, where that works."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            subprocess.run(["apt-get", "download", name], cwd=folder, capture_output=True, check=False)
        for deb in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg", "-x", str(deb), str(CACHE)], capture_output=True, check=False)


def peers() -> None:
    """What the benches compare with, unpacked into the cache: nothing is installed into the system and no service is started."""
    lacking = [package for name, package in PEERS.items() if not shutil.which(name) and not (CACHE / "usr" / "sbin" / name).exists()]
    if lacking and shutil.which("apt-get"):
        unpack(lacking)
    for name, package in PEERS.items():
        there = shutil.which(name) or (CACHE / "usr" / "sbin" / name).exists()
        say(f"{name}: {'there' if there else f'MISSING (package {package}); its figures say so'}")


def main() -> None:
    """Everything, in order."""
    if "--peers" in sys.argv:
        peers()
        return
    print("Một Cửa: setting up")
    environment()
    devices()
    front_end()
    if (ROOT / "tools" / "messages.py").exists() and not run(str(BIN / "python"), "tools/messages.py", "compile"):
        sys.exit("translations could not be compiled")
    system_packages()


if __name__ == "__main__":
    main()
