"""The modelling rules: each broken one is an error with a hint."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower

from akrab.tenancy.checks import check_model, check_modelling, kind_of
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel
from akrab.tenancy.tests.wall_cases.models import Colour, Contact

Make = Callable[..., type[models.Model]]


@pytest.fixture
def make() -> Iterator[Make]:
    """Make a model that is forgotten after the test."""
    known = dict(apps.all_models["wall_cases"])

    def _make(*bases: type, meta: dict[str, Any] | None = None, **fields: Any) -> type[models.Model]:
        inner = type("Meta", (), {"app_label": "wall_cases", **(meta or {})})
        names = {"__module__": __name__, "Meta": inner, **fields}
        return type(f"Made{len(apps.all_models['wall_cases'])}", bases or (WorkspaceModel,), names)

    yield _make
    apps.all_models["wall_cases"].clear()
    apps.all_models["wall_cases"].update(known)
    apps.clear_cache()


def errors_of(model: type[models.Model]) -> set[str]:
    """The numbers of the rules that a model breaks; each has a hint."""
    found = check_model(model)
    assert all(problem.hint for problem in found)
    return {str(problem.id).removeprefix("tenancy.") for problem in found}


def link(to: Any = "wall_cases.Company", kind: Any = models.ForeignKey, **more: Any) -> Any:
    """A field that points at another model."""
    return kind(to, models.CASCADE, related_name="+", **{"db_index": False, **more})


def test_the_models_of_this_installation_keep_the_rules() -> None:
    assert [str(problem) for problem in check_modelling()] == []


def test_every_model_is_of_one_kind(make: Make) -> None:
    assert (kind_of(Contact), kind_of(Colour)) == ("workspace", "global")
    assert kind_of(apps.get_model("contenttypes.ContentType")) == "global"
    assert errors_of(make(models.Model)) == {"E001"}
    assert errors_of(make(models.Model, tenancy="elsewhere")) == {"E001"}
    assert errors_of(make(models.Model, tenancy="local")) == set()


def test_a_key_is_a_time_ordered_uuid(make: Make) -> None:
    assert errors_of(make(id=models.BigAutoField(primary_key=True))) == {"E002"}
    assert errors_of(make(id=models.UUIDField(primary_key=True))) == {"E002"}


def test_a_table_does_not_inherit_from_another(make: Make) -> None:
    assert errors_of(make(Contact)) == {"E003"}


def test_links_stay_inside_the_workspace(make: Make) -> None:
    assert errors_of(make(a=link(kind=WorkspaceForeignKey))) == set()
    assert errors_of(make(a=link())) == {"E005"}
    assert errors_of(make(a=link(kind=models.OneToOneField))) >= {"E004"}
    assert errors_of(make(a=link("wall_cases.Colour"))) == set()
    assert errors_of(make(a=link(settings.WORKSPACE_MODEL))) == set()
    assert errors_of(make(a=link("wall_cases.Colour", WorkspaceForeignKey))) == {"E006"}


def test_local_tables_are_not_referenced(make: Make) -> None:
    local = make(models.Model, tenancy="local")
    assert errors_of(make(a=link(local))) == {"E007"}


def test_a_global_table_does_not_point_into_a_workspace(make: Make) -> None:
    assert errors_of(make(models.Model, tenancy="global", a=link())) == {"E008"}


def test_many_to_many_goes_through_a_workspace_model(make: Make) -> None:
    assert errors_of(make(a=models.ManyToManyField("wall_cases.Tag", related_name="+"))) == {"E009"}
    ends = {
        "one": link("wall_cases.Tag", WorkspaceForeignKey),
        "two": link("wall_cases.Deal", WorkspaceForeignKey),
    }
    through = make(**ends)
    many = models.ManyToManyField("wall_cases.Tag", through=through, related_name="+")
    assert errors_of(make(a=many)) == {"E010"}


def test_uniqueness_begins_with_the_workspace(make: Make) -> None:
    assert errors_of(make(a=models.CharField(unique=True))) >= {"E011"}
    assert errors_of(make(a=models.CharField(unique_for_date="b"), b=models.DateField())) == {"E011"}

    def unique(*expressions: Any, **options: Any) -> set[str]:
        constraint = models.UniqueConstraint(*expressions, **options, name="u")
        return errors_of(make(a=models.CharField(), meta={"constraints": [constraint]}))

    assert unique(fields=["workspace", "a"]) == set()
    assert unique(F("workspace"), Lower("a")) == set()
    assert unique(fields=["a", "workspace"]) == {"E012"}
    assert unique(Lower("a")) == {"E012"}
    assert errors_of(make(a=models.CharField(), meta={"unique_together": [("a", "id")]})) == {"E012"}


def test_indexes_begin_with_the_workspace(make: Make) -> None:
    assert errors_of(make(a=models.CharField(db_index=True))) == {"E013"}

    def index(*expressions: Any, kind: type[models.Index] = models.Index, **options: Any) -> set[str]:
        return errors_of(
            make(a=models.CharField(), meta={"indexes": [kind(*expressions, **options, name="i")]})
        )

    assert index(fields=["workspace", "-a"]) == set()
    assert index(F("workspace"), Lower("a")) == set()
    assert index(F("workspace").asc(), Lower("a").desc()) == set()
    assert index(fields=["-a"]) == {"E014"}
    assert index(Lower("a")) == {"E014"}
    assert index(kind=GinIndex, fields=["a"]) == set()


def test_generic_links_are_refused(make: Make) -> None:
    made = make(
        content_type=link("contenttypes.ContentType"), object_id=models.UUIDField(), a=GenericForeignKey()
    )
    assert errors_of(made) == {"E015"}
