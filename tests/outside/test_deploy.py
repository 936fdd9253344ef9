"""Every file below ``deploy`` names only what the product has: programs, commands, options, settings, addresses, files."""

import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
UNITS = sorted((DEPLOY / "one-machine").glob("*.service"))
COMPOSE = DEPLOY / "many-machines" / "compose.yaml"
KUBERNETES = DEPLOY / "many-machines" / "kubernetes.yaml"
NOT_LISTED = {"DJANGO_SETTINGS_MODULE", "DATABASE_OWNER_URL", "MOTCUA_DATA", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER_ARG"}  # read before settings are


@cache
def page(*command):
    """The help of one of our programs."""
    return subprocess.run([str(BIN / command[0]), *command[1:], "--help"], capture_output=True, text=True, check=True, timeout=60).stdout


def check_command(words):
    program, rest = Path(words[0]).name, words[1:]
    if program == "motcua" and rest[0] == "gateway":
        done = subprocess.run([sys.executable, "-m", "motcua.gateway", "--help"], capture_output=True, text=True, check=True, timeout=60)
        text, rest = done.stdout, rest[1:]
    elif program == "motcua":
        assert re.search(rf"^    {rest[0]}\s", page("motcua"), re.MULTILINE), words
        return
    else:
        assert program == "granian", words
        text, target = page("granian"), rest[-1]
        module, _, name = target.partition(":")
        source = ROOT / "src" / (module.replace(".", "/") + ".py")
        assert re.search(rf"^{name}\b", source.read_text(), re.MULTILINE), target
    for word in rest:
        if word.startswith("--"):
            assert re.search(rf"{word}\b", text), f"{word} is no option of {program}"


def commands_of_unit(path):
    return [shlex.split(line.partition("=")[2]) for line in path.read_text().splitlines() if line.startswith("Exec")]


def services():
    return yaml.safe_load(COMPOSE.read_text())["services"]


def manifests():
    return list(yaml.safe_load_all(KUBERNETES.read_text()))


@pytest.mark.parametrize("unit", UNITS, ids=lambda p: p.name)
def test_commands_of_units(unit):
    assert commands_of_unit(unit)
    for words in commands_of_unit(unit):
        check_command(words)


def test_the_target_wants_every_unit():
    text = (DEPLOY / "one-machine" / "motcua.target").read_text()
    assert {u.name for u in UNITS} == set(re.findall(r"motcua-\w+\.service", text))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_understands_the_units(tmp_path):
    for path in [*UNITS, DEPLOY / "one-machine" / "motcua.target"]:
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/motcua/.venv/bin", str(BIN)))
    names = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, check=False, timeout=60)
    ours = [line for line in done.stderr.splitlines() if "motcua" in line]
    assert ours == [], done.stderr


@pytest.mark.parametrize("folder", ["one-machine", "many-machines"])
def test_settings_exist(folder):
    known = set(re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "reference" / "settings.md").read_text(), re.MULTILINE)) | NOT_LISTED
    named = re.findall(r"^#? ?([A-Z][A-Z_]+)=", (DEPLOY / folder / "motcua.env.example").read_text(), re.MULTILINE)
    assert len(named) > 8
    assert set(named) <= known


def test_compose_runs_our_programs_and_shares_no_log():
    found = services()
    ours = [s for s in found.values() if s["image"] == "motcua:latest"]
    assert len(ours) == 6
    for service in ours:
        check_command(service["command"])
    declared = set(yaml.safe_load(COMPOSE.read_text())["volumes"])
    mounted = [v.partition(":")[0] for s in found.values() for v in s.get("volumes", ()) if not v.startswith(".")]
    assert set(mounted) == declared
    assert mounted.count("log1") == mounted.count("log2") == 1
    for name in ("gateway1", "gateway2"):
        assert "exchange:/var/lib/motcua/exchange:ro" in found[name]["volumes"]


def test_haproxy_sends_to_services_that_are_there():
    text = (DEPLOY / "many-machines" / "haproxy.cfg").read_text()
    servers = re.findall(r"^\s+server \S+ (\S+):(\d+)", text, re.MULTILINE)
    listens = {n: s["command"][s["command"].index("--port") + 1] for n, s in services().items() if "--port" in s.get("command", ())}
    assert dict(servers) == listens
    assert set(re.findall(r"backend (\w+)$", text, re.MULTILINE)) <= {"web", "live", "gateways"}
    assert set(re.findall(r"httpchk GET (\S+)", text)) == {"/healthz", "/readyz"}
    assert "/dieu-hanh/luong/" in text


def test_kubernetes_manifests_hold_together():
    found = {(m["kind"], m["metadata"]["name"]): m for m in manifests()}
    gateway = found["StatefulSet", "motcua-gateway"]["spec"]
    labels = gateway["template"]["metadata"]["labels"]
    selectors = [m["spec"]["selector"].get("matchLabels", m["spec"]["selector"]) for m in found.values()]
    assert all(selector == labels for selector in selectors)
    assert ("Service", gateway["serviceName"]) in found
    pod = gateway["template"]["spec"]
    container = pod["containers"][0]
    check_command(container["command"])
    volumes = {v["name"] for v in pod["volumes"]} | {c["metadata"]["name"] for c in gateway["volumeClaimTemplates"]}
    assert {m["name"] for m in container["volumeMounts"]} == volumes
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    port = container["command"][container["command"].index("--port") + 1]
    assert {str(p["port"]) for m in found.values() if m["kind"] == "Service" for p in m["spec"]["ports"]} == {port}


def test_the_image_is_built_from_files_that_are_there():
    for line in (DEPLOY / "many-machines" / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY"):
            assert all((ROOT / name).exists() for name in line.split()[1:-1]), line
