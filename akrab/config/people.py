"""The commands that let people and programs in: `akrab user add` and `akrab token create`."""

import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from akrab.engine.journal import telling
from akrab.features.beginning import progress
from akrab.identity import members, tokens
from akrab.identity.actor import Actor, system
from akrab.identity.founding import administrator_role
from akrab.identity.models import Membership, Role, User, Workspace
from akrab.tenancy.current import workspace as inside


def add_user(
    email: str, password: str, slug: str, *, name: str = "", workspace_name: str = "", role: str = ""
) -> int:
    """Let a person into a workspace, making both where they are new; the exit code."""
    try:
        with transaction.atomic():
            company = _workspace(slug, workspace_name)
            with inside(company), telling(_operator(company), f"akrab user add {email}"):
                if not Membership.objects.exists():
                    progress.begin()
                members.add_member(_user(email, password, name), _role(role, company))
    except ValidationError as problem:
        sys.stderr.write("\n".join(problem.messages) + "\n")
        return 1
    sys.stderr.write(f"{email} can sign in to {company.name} ({company.slug}).\n")
    return 0


def create_token(email: str, slug: str, *, name: str) -> int:
    """Print a new token, alone, on standard output; the exit code."""
    user = User.objects.filter(email=email.strip().lower()).first()
    company = Workspace.objects.filter(slug=slug).first()
    if user is None or company is None:
        sys.stderr.write(f"There is no {'user' if user is None else 'workspace'} of this address.\n")
        return 1
    with transaction.atomic(), inside(company):
        membership = members.find_membership(user.pk)
        if membership is None:
            sys.stderr.write(f"{email} is not a member of {company.name}.\n")
            return 1
        with telling(_operator(company), f"akrab token create {name}"):
            sys.stdout.write(tokens.create_token(membership, name) + "\n")
    return 0


def _operator(company: Workspace) -> Actor:
    """Whoever types commands on the server, as the company's history names them."""
    with translation.override(company.language):
        return system(company, "system", agent=translation.gettext("The operator of the server"))


def _workspace(slug: str, name: str) -> Workspace:
    found = Workspace.objects.filter(slug=slug).first()
    if found:
        return found
    new = Workspace(slug=slug, name=name or slug.replace("-", " ").capitalize())
    new.full_clean()
    new.save()
    return new


def _user(email: str, password: str, name: str) -> User:
    """Who has this address; a person who is there keeps password and name."""
    found: User | None = User.objects.filter(email=email.strip().lower()).first()
    if found:
        return found
    new = User(email=email.strip().lower(), name=name)
    new.clean_fields(exclude=["password"])
    validate_password(password, new)
    made: User = User.objects.create_user(email, password, name=name)
    return made


def _role(name: str, company: Workspace) -> Role:
    if not name:
        return administrator_role(company)
    found = Role.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Role.objects.order_by("name").values_list("name", flat=True)) or "none yet"
        raise ValidationError(f"There is no role called {name}. Roles here: {known}.")
    return found
