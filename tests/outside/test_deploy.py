"""Every file below ``deploy`` names only what the product has: programs, commands, options, settings, addresses, files."""

import re
import shlex
import shutil
import subprocess
import sys
from copy import deepcopy
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from motcua.gateway.protocol import Limits

from .pods import weaknesses

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
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    assert all(re.search(r":(?!latest)[\w.]+$", s["image"]) for s in found.values())
    ours = [s for s in found.values() if s["image"] == f"motcua:{version}"]
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


def example(folder):
    """The settings of an example of an environment."""
    lines = (DEPLOY / folder / "motcua.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def mounts(service):
    """Place in the container -> (what is mounted there, whether it may only be read)."""
    return {rest.split(":")[0]: (name, rest.endswith(":ro")) for name, _, rest in (v.partition(":") for v in service.get("volumes", ()))}


def lies_in(path, service):
    """What is mounted where a file of a container lies."""
    return next((found for place, found in mounts(service).items() if Path(path).is_relative_to(place)), None)


def after(words, option):
    return words[words.index(option) + 1]


def test_compose_and_its_settings_name_the_same_places():
    found, env = services(), example("many-machines")
    gateways = {name: s for name, s in found.items() if name.startswith("gateway")}
    for name in ("web", "live", "worker", "migrate"):
        assert lies_in(env["MOTCUA_DATA"], found[name])[0] == "files"
        assert found[name]["env_file"] == "motcua.env"
    for name in ("web", "worker"):  # who writes the gateways' configuration
        assert lies_in(env["MOTCUA_GATEWAY_CONFIG"], found[name]) == ("exchange", False)
    for service in gateways.values():
        assert after(service["command"], "--config") == env["MOTCUA_GATEWAY_CONFIG"]
        assert lies_in(after(service["command"], "--config"), service) == ("exchange", True)
        assert lies_in(after(service["command"], "--data"), service)[0].startswith("log")
        assert all(lies_in(path, service) == ("./tls", True) for path in env["MOTCUA_GATEWAY_TLS"].split())
    urls = [urlsplit(url) for url in (env["MOTCUA_GATEWAY_URL"], *env["MOTCUA_GATEWAY_LOGS"].split())]
    assert {url.hostname: (url.scheme, str(url.port)) for url in urls} == {n: ("https", after(s["command"], "--port")) for n, s in gateways.items()}
    database = urlsplit(env["DATABASE_URL"])
    assert (database.hostname, database.path) == ("postgres", f"/{found['postgres']['environment']['POSTGRES_DB']}")
    assert urlsplit(env["DATABASE_OWNER_URL"]).username == found["postgres"]["environment"]["POSTGRES_USER"]
    assert all(ip_network(network) for network in env["MOTCUA_TRUSTED_PROXIES"].split(","))


def test_no_secret_stands_in_the_compose_file():
    for service in services().values():
        named = service.get("environment", {})
        assert not [key for key in named if re.search("PASSWORD|SECRET|KEY|TOKEN", key) and not key.endswith("_FILE")]


def test_the_balancer_has_the_files_ports_and_handles_it_names():
    text, service = (DEPLOY / "many-machines" / "haproxy.cfg").read_text(), services()["haproxy"]
    assert {port.split(":")[1] for port in service["ports"]} == set(re.findall(r"bind :(\d+)", text))
    assert all(lies_in(path, service)[1] for path in re.findall(r"crt (\S+)", text))
    assert (COMPOSE.parent / mounts(service)["/usr/local/etc/haproxy/haproxy.cfg"][0]).exists()
    assert service["ulimits"]["nofile"] > 2 * int(re.search(r"maxconn (\d+)", text)[1]) + 100


def test_the_unit_of_the_gateway_reads_what_the_platform_writes():
    words = next(words for words in commands_of_unit(DEPLOY / "one-machine" / "motcua-gateway.service") if "--config" in words)
    data, env = Path(after(words, "--data")), example("one-machine")
    assert data == Path(env["MOTCUA_DATA"]) / "gateway"
    assert Path(after(words, "--config")) == data / "config.json"
    assert urlsplit(env["MOTCUA_GATEWAY_URL"]).port == int(after(words, "--port"))
    ports = {after(words, "--port") for unit in UNITS for words in commands_of_unit(unit) if "granian" in words[0]}
    assert set(re.findall(r"proxy_pass http://127.0.0.1:(\d+)", (DEPLOY / "one-machine" / "nginx.conf").read_text())) == ports


def pod():
    return next(m for m in manifests() if m["kind"] == "StatefulSet")["spec"]["template"]["spec"]


def test_the_pod_of_the_gateway_is_hardened_and_rolls_out_in_order():
    assert weaknesses(pod(), drain_s=Limits().drain_s) == []
    for manifest in manifests():
        if manifest["kind"] == "PodDisruptionBudget":
            assert manifest["spec"]["maxUnavailable"] == 1


PLANTED = {
    "may run as root": lambda p, c: p["securityContext"].pop("runAsUser"),
    "no seccomp profile": lambda p, c: p["securityContext"].pop("seccompProfile"),
    "carries a token of the cluster": lambda p, c: p.pop("automountServiceAccountToken"),
    "hostNetwork": lambda p, c: p.update(hostNetwork=True),
    "all may stand on one machine": lambda p, c: p.pop("topologySpreadConstraints"),
    "of the host": lambda p, c: p["volumes"].append({"name": "h", "hostPath": {"path": "/"}}),
    "without a bound": lambda p, c: p["volumes"].append({"name": "t", "emptyDir": {}}),
    "anybody may read the secret": lambda p, c: p["volumes"][0]["secret"].pop("defaultMode"),
    "the image has no version": lambda p, c: c.update(image="motcua:latest"),
    "may gain privileges": lambda p, c: c["securityContext"].pop("allowPrivilegeEscalation"),
    "may write into the image": lambda p, c: c["securityContext"].pop("readOnlyRootFilesystem"),
    "keeps capabilities": lambda p, c: c["securityContext"]["capabilities"].update(add=["NET_ADMIN"]),
    "no livenessProbe": lambda p, c: c.pop("livenessProbe"),
    "no bound of resources": lambda p, c: c["resources"].pop("limits"),
    "settings or secrets stand in its environment": lambda p, c: c.update(env=[{"name": "TOKEN", "value": "x"}]),
    "its port closes while callers are still sent to it": lambda p, c: c.pop("lifecycle"),
    "is killed before its work is done": lambda p, c: p.update(terminationGracePeriodSeconds=30),
    "may write tls": lambda p, c: [m.pop("readOnly", None) for m in c["volumeMounts"] if m["name"] == "tls"],
}


@pytest.mark.parametrize("rule", PLANTED)
def test_every_rule_of_a_pod_sees_its_violation(rule):
    changed = deepcopy(pod())
    PLANTED[rule](changed, changed["containers"][0])
    assert [found.partition(": ")[2] for found in weaknesses(changed, drain_s=Limits().drain_s)] == [rule]
