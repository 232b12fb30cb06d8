"""Founding a company: its workspace under a free address, with somebody who may do everything there."""

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from akrab.identity.members import add_member
from akrab.identity.models import Membership, Role, User, Workspace
from akrab.identity.naming import name_errors, tidy
from akrab.lib import text
from akrab.tenancy.current import workspace as inside

LONGEST_NAME = 120
LONGEST_SLUG = 40
RESERVED = frozenset({"new", "www", "api", "admin", "akrab"})


def found_workspace(name: str, founder: User, language: str = "en") -> Membership:
    """Make a workspace of this name and its administrator; raises `ValidationError` by field."""
    name = tidy(name)
    if errors := name_errors(name, LONGEST_NAME, _("Write the name of your company.")):
        raise ValidationError({"company": errors})
    made = Workspace.objects.create(slug=free_slug(name), name=name, language=language)
    with inside(made):
        return add_member(founder, administrator_role(made))


def administrator_role(workspace: Workspace) -> Role:
    """The role of the current workspace that may do everything, made where there is none."""
    with translation.override(workspace.language):
        named = {"name": _("Administrator")}
    found = Role.objects.filter(is_administrator=True).order_by("name").first()
    return found or Role.objects.create(is_administrator=True, **named)


def free_slug(name: str) -> str:
    """An address made of the name that no workspace has."""
    wanted = slugify(text.fold(name))[:LONGEST_SLUG].strip("-") or "company"
    taken = set(Workspace.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | RESERVED
    numbered = (f"{wanted}-{number}" for number in range(2, 100_000))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
