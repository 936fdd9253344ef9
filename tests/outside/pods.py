"""What a pod that faces other people's machines must have: the rules of the "restricted" pod security standard and of orderly roll-outs."""

from __future__ import annotations

from typing import Any

_PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def weaknesses(pod: dict[str, Any], *, drain_s: float) -> list[str]:
    """Every rule that the spec of a pod breaks, as ``place: what``; ``drain_s`` is how long the program takes to end its work."""
    found = []
    own = pod.get("securityContext", {})
    if not own.get("runAsNonRoot") or not own.get("runAsUser"):
        found.append("pod: may run as root")
    if own.get("seccompProfile", {}).get("type") not in {"RuntimeDefault", "Localhost"}:
        found.append("pod: no seccomp profile")
    if pod.get("automountServiceAccountToken") is not False:
        found.append("pod: carries a token of the cluster")
    found += [f"pod: {name}" for name in ("hostNetwork", "hostPID", "hostIPC") if pod.get(name)]
    if not pod.get("topologySpreadConstraints"):
        found.append("pod: all may stand on one machine")
    for volume in pod.get("volumes", ()):
        if "hostPath" in volume:
            found.append(f"{volume['name']}: of the host")
        if "emptyDir" in volume and "sizeLimit" not in (volume["emptyDir"] or {}):
            found.append(f"{volume['name']}: without a bound")
        if "secret" in volume and volume["secret"].get("defaultMode", 0o644) & 0o007:
            found.append(f"{volume['name']}: anybody may read the secret")
    for container in pod["containers"]:
        found += [f"{container['name']}: {what}" for what in _container(container, pod, drain_s)]
    return found


def _container(container: dict[str, Any], pod: dict[str, Any], drain_s: float) -> list[str]:
    found = []
    _, colon, tag = container["image"].rpartition(":")
    if not colon or tag in {"latest", ""}:
        found.append("the image has no version")
    security = container.get("securityContext", {})
    if security.get("privileged") or security.get("allowPrivilegeEscalation") is not False:
        found.append("may gain privileges")
    if not security.get("readOnlyRootFilesystem"):
        found.append("may write into the image")
    if security.get("capabilities", {}).get("drop") != ["ALL"] or security.get("capabilities", {}).get("add"):
        found.append("keeps capabilities")
    found += [f"no {probe}" for probe in _PROBES if probe not in container]
    resources = container.get("resources", {})
    if not {"cpu", "memory"} <= set(resources.get("requests", {})) or "memory" not in resources.get("limits", {}):
        found.append("no bound of resources")
    if any("value" in one for one in container.get("env", ())) or container.get("envFrom"):
        found.append("settings or secrets stand in its environment")
    pause = container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", [])
    if pause[:1] != ["sleep"]:
        found.append("its port closes while callers are still sent to it")
    elif pod.get("terminationGracePeriodSeconds", 30) < float(pause[1]) + 2 * drain_s:
        found.append("is killed before its work is done")
    secrets = {v["name"] for v in pod.get("volumes", ()) if "secret" in v}
    found += [f"may write {m['name']}" for m in container.get("volumeMounts", ()) if m["name"] in secrets and not m.get("readOnly")]
    return found
