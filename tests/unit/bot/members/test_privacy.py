"""Data stored about a member: all of it in the export, none of it after the erasure, except charges."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cluster.signals import NO_SIGNALS
from bot.images.reference_files import ReferenceFolder
from bot.images.reference_store import ReferenceStore
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.members.preferences import Preferences, PreferenceStore
from bot.members.privacy import Privacy
from bot.requests.request import Quality
from bot.requests.source import Origin, Source
from bot.servers.consent import Consent, Consents
from bot.storage.servers.consents import SqlConsents
from bot.storage.sql.preferences import SqlPreferences
from tests.support.clock import FakeClock
from tests.support.core import WINDOW, Core
from tests.support.imini import FakeImini
from tests.support.jobs import START, a_card, a_finished_job, a_job, a_request, put
from tests.support.strategies import jobs

MANY = 1 << 20


class Kept:
    """A core, and everything else that is kept of members beside its jobs."""

    def __init__(self, core: Core, folder: Path) -> None:
        clock = FakeClock().clock
        self.core = core
        self.members = PreferenceStore(SqlPreferences(core.database))
        self.reference_store = ReferenceStore(ReferenceFolder(folder / "references"), core.repository)
        self.consents = Consents(SqlConsents(core.database), NO_SIGNALS, clock)
        self.privacy = Privacy(core.repository, core.jobs, self.members, self.consents, self.reference_store)

    async def exported(self, limit: int = MANY) -> list[dict[str, Any]]:
        """The documents of member 10, read."""
        return [json.loads(document) async for document in self.privacy.export(10, limit)]


async def test_an_export_holds_jobs_and_defaults(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        kept = Kept(core, tmp_path)
        await kept.members.set(10, Preferences(quality=Quality.HIGH))
        await put(
            core.repository, a_job(id="mine", request=a_request(prompt="ein Füchslein", num=2), acknowledged=True)
        )
        await put(core.repository, a_job(id="theirs", user_id=11))
        (document,) = await kept.exported()
        assert document["user_id"] == 10
        assert document["defaults"] == {"quality": "high"}
        (job,) = document["jobs"]
        assert (job["id"], job["request"]["prompt"], job["request"]["num"]) == ("mine", "ein Füchslein", 2)


async def test_an_export_says_who_may_use_the_members_pictures_but_not_whose_the_member_used(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        kept = Kept(core, tmp_path)
        await kept.consents.set(10, Consent.NOBODY)
        await put(core.repository, a_job(sources=(Source(Origin.MEMBER, 777),)))
        (document,) = await kept.exported()
        assert document["references"] == "nobody"
        assert "777" not in json.dumps(document)


@pytest.mark.parametrize(
    ("said", "left"), [(Consent.NOBODY, Consent.NOBODY), (Consent.ANYONE, Consent.UNSAID)], ids=["forbids", "allows"]
)
async def test_an_erasure_takes_back_what_was_allowed_and_not_what_was_forbidden(
    tmp_path: Path, clock: FakeClock, said: Consent, left: Consent
) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        kept = Kept(core, tmp_path)
        await kept.consents.set(10, said)
        await kept.privacy.erase(10)
        assert await kept.consents.of(10) is left


async def test_the_keys_to_a_card_are_not_exported(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        await put(core.repository, a_job(card=a_card(token="s3cret")))
        (document,) = [part async for part in Kept(core, tmp_path).privacy.export(10, MANY)]
        assert b"s3cret" not in document
        assert json.loads(document)["jobs"][0]["card"]["message_id"] == 40


async def test_links_to_pictures_are_exported_of_paid_jobs_alone(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        await put(core.repository, a_finished_job(id="unpaid", state=JobState.FAILED, charged=0))
        await put(core.repository, a_finished_job(id="paid"))
        (document,) = await Kept(core, tmp_path).exported()
        assert {job["id"]: len(job.get("images", ())) for job in document["jobs"]} == {"paid": 1, "unpaid": 0}


async def test_the_records_of_erased_jobs_are_exported_as_well(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        kept = Kept(core, tmp_path)
        for number in range(1, 51):
            card = a_card(message_id=number)
            await put(core.repository, a_finished_job(id=f"{number:010}", created_at=START + number, card=card))
        await put(core.repository, a_finished_job(id="theirs", user_id=11, card=a_card(message_id=99)))
        await core.jobs.forget_all(10)
        jobs, records = await kept.exported()
        assert (jobs["jobs"], len(records["records"])) == ([], 50)
        assert records["records"][0] == {
            "id": "0000000050",
            "task_id": "task_7",
            "guild_id": 30,
            "channel_id": 20,
            "created_at": START + 50,
            "state": "delivered",
            "charged": 1,
            "removals": [],
            "messages": [50],
        }
        assert len(await kept.exported(limit=3000)) > 2


async def test_of_a_stranger_an_empty_document_is_exported(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        assert await Kept(core, tmp_path).exported() == [
            {"user_id": 10, "defaults": {}, "references": "unsaid", "jobs": []}
        ]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(jobs, min_size=1, max_size=8, unique_by=lambda job: job.id), limit=st.integers(3000, 20_000))
async def test_every_job_is_in_one_of_the_documents_and_none_is_too_large(
    tmp_path_factory: pytest.TempPathFactory, found: list[Job], limit: int
) -> None:
    folder = tmp_path_factory.mktemp("data")
    async with Core(folder, FakeImini(), FakeClock()) as core:
        for job in found:
            await put(core.repository, a_job(id=job.id, request=job.request, card=job.card, created_at=job.created_at))
        documents = [part async for part in Kept(core, folder).privacy.export(10, limit)]
        exported = [job["id"] for document in documents for job in json.loads(document)["jobs"]]
        assert sorted(exported) == sorted(job.id for job in found)
        assert all(len(document) <= limit or len(json.loads(document)["jobs"]) == 1 for document in documents)


async def test_nothing_of_an_erased_member_is_left_in_any_file(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        kept = Kept(core, tmp_path)
        await kept.members.set(10, Preferences(quality=Quality.HIGH))
        for number in range(30):
            request = a_request(prompt=f"pr1vate {number} " + "x" * 40 * number)
            await put(core.repository, a_job(id=f"{number:010}", request=request, acknowledged=True))
        await _keep_reference(kept.reference_store, tmp_path)
        assert _is_in_a_file(b"pr1vate", tmp_path)
        await kept.privacy.erase(10)
        assert not _is_in_a_file(b"pr1vate", tmp_path)
        exported, records = await kept.exported()
        assert exported == {"user_id": 10, "defaults": {}, "references": "unsaid", "jobs": []}
        assert len(records["records"]) == 30
        assert await core.recent.of(10) == []


def _is_in_a_file(content: bytes, folder: Path) -> bool:
    return any(content in path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_nobody_else_loses_anything(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        kept = Kept(core, tmp_path)
        await kept.members.set(11, Preferences(quality=Quality.HIGH))
        theirs = await core.admit(11)
        await kept.privacy.erase(10)
        assert await kept.members.get(11) == Preferences(quality=Quality.HIGH)
        assert await core.repository.of_user(11) == [theirs]
        assert [summary.id for summary in await core.recent.of(11)] == [theirs.id]


async def test_an_open_job_ends_first_and_is_gone_then(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        kept = Kept(core, tmp_path)
        job = await core.admit(prompt="pr1vate")
        await kept.privacy.erase(10)
        done = await core.lifecycle.deliver(await core.run(job), 1)
        assert done.state is JobState.DELIVERED
        assert await core.repository.find(job.id) is None
        assert await core.recent.of(10) == []
        assert await core.used() == 1


async def test_erasing_refills_no_quota_also_not_by_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        await core.lifecycle.deliver(await core.run(await core.admit(num=7)), 7)
        running = await core.admit(num=2)
        await Kept(core, tmp_path).privacy.erase(10)
        assert await core.used() == 9
    async with Core(tmp_path, FakeImini(), clock) as core:
        assert [job.id for job in await core.resume(START - WINDOW.total_seconds())] == [running.id]
        assert await core.used() == 9
        await core.jobs.forget_old(30 * 86400, 30 * 86400)
        assert await core.used() == 9
    clock.advance(30 * 86400 + 1)
    async with Core(tmp_path, FakeImini(), clock) as core:
        await core.jobs.forget_old(30 * 86400, 30 * 86400)
        assert await core.database.fetch("SELECT id FROM jobs WHERE acknowledged") == []


async def _keep_reference(reference_store: ReferenceStore, folder: Path) -> None:
    source = folder / "attached"
    source.write_bytes(b"pr1vate picture")
    await reference_store.store(a_job(id="0000000001"), 1, source)
    assert await reference_store.has(a_job(id="0000000001"), 1)


async def test_a_reference_that_somebody_else_points_to_is_erased_as_well(tmp_path: Path, clock: FakeClock) -> None:
    async with Core(tmp_path, FakeImini(), clock) as core:
        kept = Kept(core, tmp_path)
        await put(core.repository, a_job(id="0000000001", acknowledged=True))
        await put(core.repository, a_job(id="0000000002", user_id=11, references_from="0000000001", acknowledged=True))
        await _keep_reference(kept.reference_store, tmp_path)
        await kept.privacy.erase(10)
        assert not await kept.reference_store.has(a_job(id="0000000001"), 1)
