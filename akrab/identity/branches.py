"""Making and changing branches: the places a company works from, and who belongs to each."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from akrab.identity.actor import Actor
from akrab.identity.models import Branch, Membership
from akrab.identity.naming import name_errors, tidy
from akrab.identity.people import require_administrator

LONGEST_NAME, LONGEST_CODE = 80, 10


@dataclass(frozen=True)
class Wanted:
    """What a branch is to be: its `code` stands in the numbers of its documents."""

    name: str
    code: str
    time_zone: str = ""


def save_branch(branch: Branch | None, wanted: Wanted, people: Iterable[UUID], by: Actor) -> Branch:
    """Make a branch, or change it; exactly `people` belong to it then. Raises `ValidationError` by field."""
    require_administrator(by)
    name, code = tidy(wanted.name), tidy(wanted.code).upper()
    _require_sound(branch, name, code, wanted.time_zone)
    saved = branch or Branch(workspace=by.workspace)
    saved.name, saved.code, saved.time_zone = name, code, wanted.time_zone
    saved.save()
    inside = set(people)
    Membership.objects.filter(branch=saved).exclude(pk__in=inside).update(branch=None)
    Membership.objects.filter(pk__in=inside).update(branch=saved)
    return saved


def delete_branch(branch: Branch, by: Actor) -> None:
    """Close a branch for good; its people belong to none then."""
    require_administrator(by)
    Membership.objects.filter(branch=branch).update(branch=None)
    branch.delete()


def has_branches() -> bool:
    """Whether the current workspace works from several places, so that anything is said of them."""
    return Branch.objects.exists()


def _require_sound(branch: Branch | None, name: str, code: str, time_zone: str) -> None:
    errors: dict[str, list[str]] = {}
    if wrong := name_errors(name, LONGEST_NAME, _("Give the branch a name.")):
        errors["name"] = wrong
    if not code or len(code) > LONGEST_CODE or not code.replace("-", "").isalnum():
        errors["code"] = [_("Use up to ten letters and digits, such as BDG.")]
    if time_zone and time_zone not in available_timezones():
        errors["time_zone"] = [_("Choose a time zone from the list.")]
    others = Branch.objects.exclude(pk__in=[branch.pk] if branch else [])
    if others.filter(name=name).exists():
        errors.setdefault("name", []).append(_("There is already a branch of this name."))
    if others.filter(code=code).exists():
        errors.setdefault("code", []).append(_("Another branch has this code."))
    if errors:
        raise ValidationError(errors)
