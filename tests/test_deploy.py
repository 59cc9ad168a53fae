"""The files in ``deploy``: what they say agrees with the program, and with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
import yaml  # type: ignore[import-untyped]
from starlette.routing import Route

from service.app import bare_app
from service.cli import arena
from service.domain.images import MAX_BYTES
from service.settings import PREFIX, Settings, load

SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}
OTHERS = re.compile(r"AWS_[A-Z_]+|POSTGRES_[A-Z]+")
PORT = 8000
RUN = {"nginx.conf": "test_nginx.py", "prometheus": "Tried with Prometheus"}


@pytest.fixture(scope="module")
def manifests(project_root: Path) -> dict[str, Any]:
    """Return the Kubernetes manifests by kind and name."""
    files = sorted((project_root / "deploy/kubernetes").glob("*.yaml"))
    documents = [document for path in files for document in yaml.safe_load_all(path.read_text())]
    return {f"{document['kind']}/{document['metadata']['name']}": document for document in documents}


@pytest.fixture(scope="module")
def compose(project_root: Path) -> Any:
    """Return the compose file of several processes."""
    return yaml.safe_load((project_root / "deploy/compose.yaml").read_text())


def pods(manifests: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield each pod's labels and its only container."""
    for manifest in manifests.values():
        if manifest["kind"] in {"Deployment", "Job"}:
            template = manifest["spec"]["template"]
            (container,) = template["spec"]["containers"]
            yield template["metadata"]["labels"], container


def check_settings(values: Mapping[str, str]) -> None:
    """Assert that the program would start with these variables."""
    assert {name for name in values if not OTHERS.fullmatch(name)} <= SETTINGS
    load({name: value for name, value in values.items() if "$" not in value})


def check_command(words: list[str]) -> None:
    """Assert that the program has the command, with these options."""
    assert words[0] == ".venv/bin/arena"
    command = arena.get_command(click.Context(arena), words[1])
    assert command is not None, words
    command.make_context(words[1], words[2:])


def test_the_commands_are_the_programs(manifests: Mapping[str, Any], compose: Any) -> None:
    commands = [container["command"] for _, container in pods(manifests)]
    commands += [one["command"] for one in compose["services"].values() if "command" in one]
    for words in commands:
        check_command(words)
    assert sorted(words[1] for words in commands) == sorted(["migrate", "serve", "worker"] * 2)
    with pytest.raises(click.UsageError):
        check_command([".venv/bin/arena", "serve", "--prot", "1"])


def test_the_settings_are_the_programs(manifests: Mapping[str, Any], compose: Any) -> None:
    inside = {**manifests["ConfigMap/arena"]["data"], **manifests["Secret/arena"]["stringData"]}
    check_settings(inside)
    assert {"ARENA_DATABASE_URL", "ARENA_SECRET_KEY", "ARENA_TRUSTED_PROXIES"} <= set(inside)
    for _, container in pods(manifests):
        sources = [{kind: ref["name"] for kind, ref in one.items()} for one in container["envFrom"]]
        assert sources == [{"configMapRef": "arena"}, {"secretRef": "arena"}]
    for service in compose["services"].values():
        check_settings(service.get("environment", {}))
    (network,) = compose["networks"]["inside"]["ipam"]["config"]
    assert compose["services"]["arena"]["environment"]["ARENA_TRUSTED_PROXIES"] == network["subnet"]


def test_ports_and_probes(manifests: Mapping[str, Any], project_root: Path) -> None:
    _, server = next(pod for pod in pods(manifests) if pod[0] == {"app": "arena"})
    assert server["ports"] == [{"name": "http", "containerPort": PORT}]
    assert server["command"][-3:] == ["--port", str(PORT), "--no-migrate"]
    paths = {route.path for route in bare_app().routes if isinstance(route, Route)}
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert server[probe]["httpGet"]["port"] == "http"
        assert server[probe]["httpGet"]["path"] in paths
    assert server["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert manifests["Service/arena"]["spec"]["ports"][0]["targetPort"] == "http"
    assert f"server arena:{PORT} " in (project_root / "deploy/nginx.conf").read_text()


def test_names_agree(manifests: Mapping[str, Any]) -> None:
    label = {"app": "arena"}
    assert manifests["Service/arena"]["spec"]["selector"] == label
    assert manifests["PodDisruptionBudget/arena"]["spec"]["selector"]["matchLabels"] == label
    for kind in ("Deployment/arena", "Deployment/arena-worker"):
        spec = manifests[kind]["spec"]
        assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
    target = manifests["HorizontalPodAutoscaler/arena"]["spec"]["scaleTargetRef"]
    assert f"{target['kind']}/{target['name']}" in manifests
    (rule,) = manifests["Ingress/arena"]["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    assert backend == {"name": "arena", "port": {"name": "http"}}
    assert rule["host"] in manifests["ConfigMap/arena"]["data"]["ARENA_PUBLIC_URL"]
    assert len({container["image"] for _, container in pods(manifests)}) == 1


def test_the_proxies_let_the_largest_image_pass(manifests: Mapping[str, Any], project_root: Path) -> None:
    text = (project_root / "deploy/nginx.conf").read_text()
    sizes = re.findall(r"client_max_body_size (\d+)m;", text)
    annotations = manifests["Ingress/arena"]["metadata"]["annotations"]
    sizes.append(annotations["nginx.ingress.kubernetes.io/proxy-body-size"].removesuffix("m"))
    assert [int(size) * 1_000_000 > MAX_BYTES for size in sizes] == [True, True, True]


def test_every_file_says_whether_it_was_run(project_root: Path) -> None:
    files = [path for path in (project_root / "deploy").rglob("*") if path.is_file()]
    assert len(files) == 17
    for path in files:
        head = path.read_text()[:500]
        phrase = RUN.get(path.parent.name if path.suffix == ".yaml" else path.name, "but not run")
        assert phrase in head.replace("\n# ", " "), path
