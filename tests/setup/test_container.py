"""The container, as far as its files tell."""

from typing import Any

import pytest

from tests.setup import manifests

SINGLE = manifests.load("compose.yaml")["services"]
SCALED = manifests.load("deploy/compose.scaled.yaml")["services"]
EVERY = {"single": SINGLE["bot"], "replica": SCALED["bot"], "postgres": SCALED["postgres"]}

ITS_OWN = {"build", "depends_on", "env_file", "environment", "scale", "volumes"}
"""In what a replica differs from the only process."""

services = pytest.mark.parametrize("service", EVERY.values(), ids=EVERY)


@services
@pytest.mark.parametrize("limit", ["mem_limit", "pids_limit", "cpus"])
def test_members_can_not_make_the_container_take_the_whole_machine(service: dict[str, Any], limit: str) -> None:
    assert int(str(service[limit]).rstrip("mg")) > 0


@services
def test_what_is_kept_in_memory_has_a_size(service: dict[str, Any]) -> None:
    assert [mount for mount in service["tmpfs"] if ":size=" not in mount] == []


@services
def test_a_container_can_change_nothing_but_its_data_and_has_no_rights(service: dict[str, Any]) -> None:
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service


def test_a_replica_is_as_hardened_as_the_only_process() -> None:
    single, replica = (
        {key: value for key, value in service.items() if key not in ITS_OWN}
        for service in (SINGLE["bot"], SCALED["bot"])
    )
    assert single == replica


def test_every_replica_has_a_folder_of_its_own_and_a_slot() -> None:
    replica = SCALED["bot"]
    assert replica["volumes"] == [replica["environment"]["DATA_DIR"]]
    assert replica["scale"] == replica["environment"]["PROCESSES"]


@pytest.mark.parametrize("service", [SINGLE["bot"], SCALED["bot"]], ids=["single", "replica"])
def test_what_compose_sets_are_settings_of_the_bot(service: dict[str, Any]) -> None:
    assert set(service["environment"]) <= manifests.SETTINGS


def test_no_password_is_in_the_compose_file() -> None:
    replica, postgres = (SCALED[name]["environment"] for name in ("bot", "postgres"))
    password = "${POSTGRES_PASSWORD:?put POSTGRES_PASSWORD into .env}"
    assert postgres["POSTGRES_PASSWORD"] == password
    user, database = postgres["POSTGRES_USER"], postgres["POSTGRES_DB"]
    assert replica["DATABASE_URL"] == f"postgresql://{user}:{password}@postgres:5432/{database}"
