"""How sign-in behaves here: accounts come by invitation, and no address is given away."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from akrab.identity.members import remember_sign_in
from akrab.identity.models import User
from akrab.lib import secrets
from akrab.web import addresses

# Texts of Django and allauth that people read, for the languages in which those are not translated.
BORROWED = (
    _("This field is required."),
    _("Enter a valid email address."),
    _("You must type the same password each time."),
    _("This password is too common."),
    _("The password is too similar to the %(verbose_name)s."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    _("Master key"),
    _("Backup key"),
    _("Key no. {number}"),
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up uninvited, and mail names the product's own address, never that of a request."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The e-mail address or password is not right. Try again, or choose a new password."
        ),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a little, then try again."),
        "enter_current_password": _("Enter your current password."),
        "incorrect_password": _("This password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the mail: a forged Host header must not lead the reader elsewhere."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return addresses.public(path.replace("UID-KEY", key))

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        remember_sign_in(user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {**context, "public_url": addresses.public("/")})


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How codes and passkeys are spoken of; authenticator apps list them under the product's name."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Codes change every half minute: take the newest."),
    }

    def get_totp_issuer(self) -> str:
        return "Akrab"

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text)


def _box() -> secrets.Box:
    """What keeps the secrets of second steps closed in the database and its copies."""
    return secrets.Box([settings.SECRET_KEY], "second step")
