"""How sign-in behaves here: accounts come by invitation, and names are people's own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

INVITED = "invited_to"  # session key: the invitation that opened the door to signing up


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up uninvited; an invited person's address is the one the invitation was sent to."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return INVITED in request.session

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.name = str(form.cleaned_data.get("name", "")).strip()
        return super().save_user(request, user, form, commit)
