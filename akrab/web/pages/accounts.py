"""The way in: sign-in, which workspace, and the language before anybody is known."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from akrab.identity.members import workspaces_of
from akrab.identity.models import User
from akrab.web import addresses, visit

YEAR = 60 * 60 * 24 * 365
MOST_DEMO_PEOPLE = 8


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page; a demo installation says who one can be."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        context["may_sign_up"] = settings.SIGN_UP
        context["next"] = self.request.POST.get("next") or self.request.GET.get("next", "")
        if settings.DEMO:
            invented = User.objects.filter(is_active=True, email__endswith=".example").order_by("created_at")
            context["demo_people"] = invented[:MOST_DEMO_PEOPLE]
            context["demo_password"] = settings.DEMO_PASSWORD
        return context


@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """The first address: the only workspace, the choice among several, or what to do without one."""
    if not isinstance(request.user, User):
        return visit.sign_in(request)
    open_to = workspaces_of(request.user)
    if len(open_to) == 1:
        return redirect(addresses.home(open_to[0]))
    ways = [(workspace, addresses.home(workspace)) for workspace in open_to]
    return render(request, "account/workspaces.html", {"ways": ways, "may_sign_up": settings.SIGN_UP})


@require_POST
def speak(request: HttpRequest) -> HttpResponse:
    """Choose the language of this browser, and go back."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember_language(response, language)
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep a language in this browser, for the pages before the sign-in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
