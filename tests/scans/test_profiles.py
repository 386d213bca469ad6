"""Profiles: the shipped files, their versions, and finding one by name."""

import pytest

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from scans import profiles
from scans.models import Profile
from tests.make import make_project

SHIPPED = profiles.shipped()


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_profile_is_well_formed(name):
    content = SHIPPED[name]

    assert set(content) <= set(profiles.FIELDS)
    assert content["description"]
    assert profiles.check_tools(content["tools"]) == content["tools"]


@pytest.mark.django_db
def test_migrate_stores_the_shipped_profiles():
    assert set(SHIPPED) == set(Profile.objects.filter(project=None).values_list("name", flat=True))


@pytest.mark.django_db
def test_changed_file_makes_the_next_version_and_an_unchanged_one_none():
    Profile.objects.filter(name="quick").update(max_parallel=31)

    profiles.sync()
    profiles.sync()

    quick = Profile.objects.get(name="quick", project=None)
    assert (quick.version, quick.max_parallel) == (2, SHIPPED["quick"]["max_parallel"])
    assert Profile.objects.get(name="web", project=None).version == 1


@pytest.mark.django_db
def test_own_profile_hides_the_shipped_one_of_its_name():
    project = make_project()
    mine = Profile.objects.create(project=project, name="quick", tools=[{"tool": "bandit"}])

    assert profiles.find_profile(project, "quick") == mine
    assert profiles.find_profile(project, str(mine.pk)) == mine
    assert profiles.find_profile(make_project(), "quick").project is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nope", "0198c0de-0000-7000-8000-000000000001", "a\0b"])
def test_unknown_profile_lists_those_that_exist(name):
    with pytest.raises(ApiError) as caught:
        profiles.find_profile(make_project(), name)

    assert caught.value.code == ErrorCode.UNKNOWN_PROFILE
    assert "comprehensive" in caught.value.details
