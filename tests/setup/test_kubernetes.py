"""The manifests for Kubernetes against the container that they start."""

import re

from bot import __version__
from bot.settings import Settings
from tests.meta import sources
from tests.setup import manifests

FOLDER = "deploy/kubernetes"
DEPLOYMENT = manifests.load(f"{FOLDER}/deployment.yaml")
POD = DEPLOYMENT["spec"]["template"]["spec"]
(BOT,) = POD["containers"]
BUDGET = manifests.load(f"{FOLDER}/disruption-budget.yaml")
SECRET = manifests.load(f"{FOLDER}/secret.yaml.example")
KUSTOMIZATION = manifests.load(f"{FOLDER}/kustomization.yaml")
REPLICA = manifests.load("deploy/compose.scaled.yaml")["services"]["bot"]
DOCKERFILE = (sources.ROOT / "Dockerfile").read_text("utf-8")


def test_what_the_manifests_set_are_settings_of_the_bot() -> None:
    assert {*_environment(), *SECRET["stringData"]} <= manifests.SETTINGS


def test_the_secret_has_what_the_bot_can_not_start_without() -> None:
    required = {name.upper() for name, field in Settings.model_fields.items() if field.is_required()}
    assert {*required, "DATABASE_URL"} == set(SECRET["stringData"])


def test_the_secret_is_an_example() -> None:
    assert [name for name, value in SECRET["stringData"].items() if "replace-me" not in value] == []
    assert BOT["envFrom"] == [{"secretRef": {"name": SECRET["metadata"]["name"]}}]


def test_all_that_is_applied_is_listed_and_the_example_is_not() -> None:
    manifested = {path.name for path in (sources.ROOT / FOLDER).glob("*.yaml")}
    assert {*KUSTOMIZATION["resources"], "kustomization.yaml"} == manifested


def test_the_image_is_the_one_of_the_container() -> None:
    (image,) = KUSTOMIZATION["images"]
    assert image["name"] == BOT["image"]


def test_the_image_is_the_one_of_this_version() -> None:
    (image,) = KUSTOMIZATION["images"]
    assert image["newTag"] == __version__, (
        f"{FOLDER}/kustomization.yaml: set newTag to {__version__}, the __version__ of bot/__init__.py"
    )


def test_every_slot_has_a_process() -> None:
    assert str(DEPLOYMENT["spec"]["replicas"]) == _environment()["PROCESSES"] == str(REPLICA["scale"])


def test_a_pod_is_limited_as_the_container_of_compose_is() -> None:
    limits = BOT["resources"]["limits"]
    assert (limits["memory"], limits["cpu"]) == (_binary(REPLICA["mem_limit"]), str(REPLICA["cpus"]))
    assert f"{POD['terminationGracePeriodSeconds']}s" == REPLICA["stop_grace_period"]


def test_a_pod_is_as_hardened_as_the_container_of_compose_is() -> None:
    user = re.findall(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE)
    pod = POD["securityContext"]
    assert [(str(pod["runAsUser"]), str(pod["runAsGroup"]))] == user
    assert pod["runAsNonRoot"]
    assert BOT["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not POD["automountServiceAccountToken"]


def test_what_a_pod_writes_to_is_its_own_and_has_a_size() -> None:
    volumes = {volume["name"]: volume["emptyDir"]["sizeLimit"] for volume in POD["volumes"]}
    mounts = {mount["name"]: mount["mountPath"] for mount in BOT["volumeMounts"]}
    assert volumes.keys() == mounts.keys()
    assert REPLICA["tmpfs"] == [f"{mounts['tmp']}:size={volumes['tmp'].lower().removesuffix('i')}"]
    assert _environment()["DATA_DIR"].startswith(f"{mounts['data']}/")


def test_the_probes_ask_the_bot_itself() -> None:
    (command,) = re.findall(r"CMD \[(.+--health.+)\]", DOCKERFILE)
    assert BOT["readinessProbe"]["exec"]["command"] == re.findall(r'"([^"]+)"', command)
    for probe in ("startupProbe", "livenessProbe"):
        assert BOT[probe]["exec"]["command"][-1].startswith("python -m bot --health | ")


def test_an_update_and_a_drained_node_leave_every_slot_but_one_served() -> None:
    assert DEPLOYMENT["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert BUDGET["spec"]["maxUnavailable"] == 1
    labels = DEPLOYMENT["spec"]["template"]["metadata"]["labels"]
    assert DEPLOYMENT["spec"]["selector"]["matchLabels"] == labels == BUDGET["spec"]["selector"]["matchLabels"]


def _environment() -> dict[str, str]:
    return {variable["name"]: variable["value"] for variable in BOT["env"]}


def _binary(size: str) -> str:
    """``1536m`` of Docker's, in Kubernetes' words."""
    return f"{size.removesuffix('m')}Mi"
