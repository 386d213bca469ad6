"""A tool's cache: private, shared by its runs, and for no container."""

from pathlib import Path
from typing import Any

import pytest

from tooling import caches
from tooling.base import Job
from tooling.executors import Place
from tooling.registry import all_tools

HERE, ELSEWHERE = Place("local", Path("/bin/true")), Place("container", Path("/bin/true"), "i:1")


@pytest.fixture
def job(settings: Any, tmp_path: Path) -> Job:
    settings.DATA_DIR = tmp_path
    return Job("repository", "/srv/shop", tmp_path / "run")


def test_a_tool_that_keeps_one_gets_it_at_each_run(job: Job, tmp_path: Path) -> None:
    tool = all_tools()["kingfisher"]
    first, second = (caches.with_cache(job, tool, HERE) for _ in range(2))
    assert first.cache == second.cache == tmp_path / "tools" / "cache" / "kingfisher"
    assert first.cache.stat().st_mode & 0o777 == 0o700
    assert first.cache.parent.stat().st_mode & 0o777 == 0o700
    assert tool.command(first).environment["KF_RULE_CACHE_DIR"] == str(first.cache)


def test_others_and_containers_get_none(job: Job, tmp_path: Path) -> None:
    kingfisher = all_tools()["kingfisher"]
    assert caches.with_cache(job, all_tools()["bandit"], HERE).cache is None
    inside = caches.with_cache(job, kingfisher, ELSEWHERE)
    assert inside.cache is None
    assert "KF_RULE_CACHE_DIR" not in kingfisher.command(inside).environment
    assert not (tmp_path / "tools").exists()


def test_a_plan_makes_none(job: Job, tmp_path: Path) -> None:
    planned = caches.with_cache(job, all_tools()["kingfisher"], HERE, makes=False)
    assert planned.cache is not None
    assert not planned.cache.exists()
