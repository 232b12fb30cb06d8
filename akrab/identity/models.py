"""People, the companies they work in, and what they may do there.

`User` and `Workspace` are global and thin. Everything that says who works where, in which team and with which
rights belongs to a workspace and stands behind the wall.
"""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.ids import new_id
from akrab.tenancy.models import WorkspaceModel


class Workspace(models.Model):
    """One company: nothing of it is ever seen from another.

    `languages` are those its people choose among, by code; none named: all that the product speaks.
    """

    tenancy: ClassVar[str] = "global"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    country = models.CharField(_("country"), max_length=2, default="US")
    language = models.CharField(_("language"), max_length=10, default="en")
    languages = models.JSONField(_("languages offered"), default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # New after each change of its own description of objects.
    shape = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("workspace")
        verbose_name_plural = _("workspaces")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users are found and made by their e-mail address, whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> "User":
        """Make a user; without a password nobody can sign in as them until one is set."""
        user = self.model(email=email.strip().lower(), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who can sign in, and may work in several workspaces."""

    tenancy: ClassVar[str] = "global"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email


class Role(WorkspaceModel):
    """A named set of rights.

    `rights` maps an object's name (or `*`) to verbs and their reach:
    `{"deal": {"view": "all", "create": "all", "change": "own", "delete": "none"}}`.
    `fields` maps an object's name to its closed fields: `{"contact": {"phones": "hidden", "source": "read"}}`.
    """

    name = models.CharField(_("name"), max_length=80)
    is_administrator = models.BooleanField(_("may do everything"), default=False)
    sees_reports = models.BooleanField(_("sees the reports of the whole company"), default=False)
    uses_api = models.BooleanField(_("may make API tokens"), default=True)
    rights = models.JSONField(_("rights"), default=dict, blank=True)
    fields = models.JSONField(_("fields"), default=dict, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="role_name_unique")]

    def __str__(self) -> str:
        return self.name


class Team(WorkspaceModel):
    """People who work together; its leader sees, reassigns and reports on their records."""

    name = models.CharField(_("name"), max_length=80)
    leader = WorkspaceForeignKey(
        "identity.Membership", models.SET_NULL, null=True, blank=True, related_name="leads", db_index=False,
        verbose_name=_("leader"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="team_name_unique")]
        indexes = [models.Index(fields=["workspace", "leader"], name="team_leader")]

    def __str__(self) -> str:
        return self.name


class Branch(WorkspaceModel):
    """A place the company works from, with papers, a clock and numbers of its own; most companies have none.

    `code` stands in the numbers of its documents; an empty time zone is the company's.
    """

    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(_("code"), max_length=10)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="branch_name_unique"),
            models.UniqueConstraint(fields=["workspace", "code"], name="branch_code_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(WorkspaceModel):
    """One person's place in one workspace: role, team, branch, and the `user` that records are assigned to."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", db_index=False)
    role = WorkspaceForeignKey(
        Role, models.PROTECT, related_name="memberships", db_index=False, verbose_name=_("role")
    )
    team = WorkspaceForeignKey(
        Team,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        db_index=False,
        verbose_name=_("team"),
    )
    branch = WorkspaceForeignKey(
        Branch, models.SET_NULL, null=True, blank=True, related_name="members", db_index=False,
        verbose_name=_("branch"),
    )  # fmt: skip
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="membership_unique")]
        indexes = [
            models.Index(fields=["workspace", "role"], name="membership_role"),
            models.Index(fields=["workspace", "team"], name="membership_team"),
            models.Index(fields=["workspace", "branch"], name="membership_branch"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Token(WorkspaceModel):
    """A program's key to one workspace, with the rights of one membership; only its hash is kept.

    `last_used_at` is right to some minutes: a request that follows closely on another does not write it.
    """

    membership = WorkspaceForeignKey(Membership, models.CASCADE, related_name="tokens", db_index=False)
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="token_digest_unique")]
        indexes = [models.Index(fields=["workspace", "membership"], name="token_membership")]

    def __str__(self) -> str:
        return self.name


class Invitation(WorkspaceModel):
    """An open door for one e-mail address, until it is used or expires.

    `language` is what its mail and page speak, and a new person from then on; empty: as the company.
    """

    email = models.EmailField(_("e-mail address"), max_length=254)
    role = WorkspaceForeignKey(Role, models.CASCADE, related_name="+", db_index=False, verbose_name=_("role"))
    team = WorkspaceForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("team")
    )
    branch = WorkspaceForeignKey(
        Branch, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("branch"),
    )  # fmt: skip
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    invited_by = WorkspaceForeignKey(Membership, models.SET_NULL, null=True, related_name="+", db_index=False)
    digest = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "digest"], name="invitation_digest_unique")
        ]
        indexes = [models.Index(fields=["workspace", "email"], name="invitation_email")]

    def __str__(self) -> str:
        return self.email


class Attempt(models.Model):
    """What all web processes remember for a while of tries to sign in; `identity.attempts` is its only user.

    Of no workspace: somebody who signs in is in none yet. Unlogged: a crash of the server forgets it.
    """

    tenancy: ClassVar[str] = "local"

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["expires_at"], name="attempt_expires")]


class SignIn(WorkspaceModel):
    """One time that a member came in through the sign-in page, however they proved who they are."""

    member = WorkspaceForeignKey(Membership, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(fields=["workspace", "at"], name="signin_at"),
            models.Index(fields=["workspace", "member"], name="signin_member"),
        ]
