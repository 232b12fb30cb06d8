"""Signing a new company up, where the installation is open to that: an address is confirmed before anything is made."""

from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from akrab.features.beginning import progress
from akrab.identity.founding import LONGEST_NAME, found_workspace
from akrab.identity.models import Membership, User
from akrab.identity.naming import name_errors, tidy
from akrab.tenancy.current import workspace as inside
from akrab.web import addresses
from akrab.web.inputs import Input

SALT, DAY = "sign-up", 24 * 60 * 60
LONGEST_ADDRESS = 254


@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for the company and an address, and send the way on to that address.

    Whoever is signed in is known already, and gets the workspace at once.
    """
    _require_open()
    user = request.user if isinstance(request.user, User) else None
    if request.method != "POST":
        return _ask(request, user, {}, {})
    said = {name: tidy(request.POST.get(name, "")) for name in ("company", "email")}
    wrong = _wrong(said, user)
    if wrong:
        return _ask(request, user, said, wrong, 422)
    if not ratelimit.consume(request, action="signup"):
        return cast(HttpResponse, ratelimit.respond_429(request))
    if user is not None:
        return redirect(addresses.home(_found(said["company"], user).workspace))
    _send(said)
    return render(request, "start/sign_up_sent.html", {"email": said["email"]})


def _require_open() -> None:
    if not settings.SIGN_UP:
        raise Http404


def _wrong(said: dict[str, str], user: User | None) -> dict[str, list[str]]:
    missing = name_errors(said["company"], LONGEST_NAME, _("Write the name of your company."))
    wrong = {"company": missing} if missing else {}
    if user is None:
        try:
            validate_email(said["email"])
            if len(said["email"]) > LONGEST_ADDRESS:
                raise ValidationError("")
        except ValidationError:
            wrong["email"] = [_("Write an e-mail address like name@example.com.")]
    return wrong


def _send(said: dict[str, str]) -> None:
    """The way on holds all that was said, signed: nothing is stored before the address is confirmed."""
    ticket = signing.dumps([said["email"].lower(), said["company"]], salt=SALT, compress=True)
    words = {"company": said["company"], "address": addresses.public(f"/sign-up/{ticket}/")}
    body = _(
        "Hello,\n\nopen this address to set up %(company)s on Akrab; it is good for one day:\n%(address)s\n\n"
        "If you expected nothing of the kind, do nothing."
    )
    send_mail(_("Set up %(company)s on Akrab") % words, body % words, None, [said["email"].lower()])


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, ticket: str) -> HttpResponse:
    """Make the account and the workspace, and go there; a known person signs in instead."""
    _require_open()
    try:
        email, company = signing.loads(ticket, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        return render(request, "start/sign_up_closed.html", status=410)
    context = {"email": email, "company": company}
    if User.objects.filter(email__iexact=email).exists():
        return render(request, "start/sign_up_known.html", context)
    if request.method != "POST":
        return render(request, "start/sign_up_account.html", {**context, **_account({}, {})})
    name, password = tidy(request.POST.get("name", "")), request.POST.get("password", "")
    errors = _account_errors(email, name, password)
    if errors:
        shown = {**context, **_account({"name": name}, errors)}
        return render(request, "start/sign_up_account.html", shown, status=422)
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=name, language=translation.get_language() or "")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        member = _found(company, user)
    answer: HttpResponse = perform_login(request, user, redirect_url=addresses.home(member.workspace))
    return answer


def _found(company: str, user: User) -> Membership:
    with transaction.atomic():
        member = found_workspace(company, user, translation.get_language() or settings.LANGUAGE_CODE)
        with inside(member.workspace):
            progress.begin()
    return member


def _account_errors(email: str, name: str, password: str) -> dict[str, list[str]]:
    wrong = name_errors(name, LONGEST_NAME, _("Write your name, as your colleagues know you."))
    errors = {"name": wrong} if wrong else {}
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as weak:
        errors["password"] = list(weak.messages)
    return errors


def _account(values: dict[str, str], errors: dict[str, list[str]]) -> dict[str, Any]:
    name = Input(
        "name", "text", _("Your name"), values.get("name", ""), required=True, most=LONGEST_NAME, completion="name",
        errors=errors.get("name", ()), prefix="join",
    )  # fmt: skip
    return {"name_input": name, "password_errors": errors.get("password", [])}


def _ask(
    request: HttpRequest, user: User | None, said: dict[str, str], wrong: dict[str, list[str]], status: int = 200
) -> HttpResponse:  # fmt: skip
    company = Input(
        "company", "text", _("Name of the company"), said.get("company", ""), required=True, most=LONGEST_NAME,
        completion="organization", errors=wrong.get("company", ()), prefix="up",
    )  # fmt: skip
    email = Input(
        "email", "email", _("Your e-mail address"), said.get("email", ""), required=True, most=LONGEST_ADDRESS,
        completion="email", errors=wrong.get("email", ()), prefix="up",
    )  # fmt: skip
    context = {"asked": [company] if user else [company, email], "is_known": user is not None}
    return render(request, "start/sign_up.html", context, status=status)
