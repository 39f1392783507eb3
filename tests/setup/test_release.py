"""A release: one version everywhere, and the workflow that makes it from a tag."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot import __version__
from tests.meta import sources
from tests.setup import manifests

WORKFLOW_FILE = ".github/workflows/release.yml"
WORKFLOW = manifests.load(WORKFLOW_FILE)
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]
STEPS = [step for job in JOBS.values() for step in job["steps"]]
CHANGELOG = (sources.ROOT / "CHANGELOG.md").read_text("utf-8")
DOCKERFILE = (sources.ROOT / "Dockerfile").read_text("utf-8")
PROJECT = tomllib.loads((sources.ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_version_is_one_that_can_be_tagged() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_the_newest_release_in_the_changelog_is_this_version_with_its_day() -> None:
    newest = next(heading for heading in re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE) if heading != "Unreleased")
    assert re.fullmatch(re.escape(__version__) + r" \(\d{4}-\d\d-\d\d\)", newest)


def test_a_tag_starts_the_release_and_nothing_else_does() -> None:
    assert WORKFLOW["on"] == {"push": {"tags": ["v*"]}}


@pytest.mark.parametrize(("tag", "code"), [(f"v{__version__}", 0), ("v0.0.1", 1), (__version__, 1), ("vnext", 1)])
def test_a_tag_that_is_not_the_version_is_refused(tag: str, code: int) -> None:
    assert _run("Compare the tag with the version", sources.ROOT, tag).returncode == code


def test_the_notes_of_a_release_are_its_section_of_the_changelog(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 1.10.0 (2027-02-01)\n\n- Old.\n\n## 1.1.0 (2027-01-01)\n\n- Older.\n"
    )
    assert _run("Cut the notes out of the changelog", tmp_path, "v1.10.0").returncode == 0
    assert (tmp_path / "notes.md").read_text().strip() == "- Old."


def test_a_version_without_notes_is_not_released(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 1.0.0 (2027-01-01)\n\n- Old.\n")
    assert _run("Cut the notes out of the changelog", tmp_path, "v1.0.1").returncode != 0


def test_nothing_is_written_beside_the_sources_before_they_are_packed() -> None:
    names = [step.get("name") for step in JOBS["package"]["steps"]]
    written = [
        name for name, step in zip(names, JOBS["package"]["steps"], strict=True) if " >notes.md" in step.get("run", "")
    ]
    assert [names.index(name) > names.index("Build, with the locked tools") for name in written] == [True]


def test_each_job_may_do_what_it_is_for_and_no_more() -> None:
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "package": {"contents": "read"},
        "image": {"contents": "read", "packages": "write"},
        "publish": {"contents": "write"},
    }


def test_no_checkout_keeps_its_token() -> None:
    checkouts = [step for step in STEPS if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False, False]


def test_every_action_is_pinned_by_its_commit_and_says_its_version() -> None:
    used = re.findall(r"uses: (.+)", _text())
    assert len(used) == len([step for step in STEPS if "uses" in step]) > 5
    assert [action for action in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)] == []


def test_nothing_that_others_can_choose_becomes_part_of_a_script() -> None:
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


def test_a_release_is_published_last() -> None:
    assert {name: job.get("needs") for name, job in JOBS.items()} == {
        "package": None,
        "image": "package",
        "publish": ["package", "image"],
    }


def test_the_image_is_built_for_both_architectures_and_says_what_it_is() -> None:
    (build,) = (step["with"] for step in STEPS if "build-push-action" in step.get("uses", ""))
    assert build["platforms"] == "linux/amd64,linux/arm64"
    given = [line.partition("=")[0] for line in build["build-args"].splitlines()]
    assert given == re.findall(r"^ARG (\w+)=", DOCKERFILE, re.MULTILINE)
    assert _labels() == {
        "title": "Imagine bot",
        "description": PROJECT["description"],
        "licenses": PROJECT["license"],
        "source": "${SOURCE}",
        "version": "${VERSION}",
        "revision": "${REVISION}",
    }


def test_everything_that_the_image_copies_reaches_the_builder() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    let_in = re.findall(r"^!(.+)$", (sources.ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sorted(let_in) == sorted(copied)


def _text() -> str:
    return (sources.ROOT / WORKFLOW_FILE).read_text("utf-8")


def _labels() -> dict[str, str]:
    return dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', DOCKERFILE))


def _run(name: str, folder: Path, tag: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the workflow as it is run there: with the tag in its environment, until something fails."""
    (script,) = (step["run"] for step in STEPS if step.get("name") == name)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(  # noqa: S603 - the project's own script
        ["bash", "-e", "-o", "pipefail", "-c", script],  # noqa: S607 - the runner's own shell
        cwd=folder,
        env={**os.environ, "PATH": path, "GITHUB_REF_NAME": tag},
        capture_output=True,
        text=True,
        check=False,
    )
