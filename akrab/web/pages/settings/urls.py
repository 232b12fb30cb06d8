"""The addresses of the settings, below /w/<workspace>/settings/."""

from django.urls import URLPattern, path

from akrab.web.pages.settings import company, history, ledgers, lists, me, roles, teams, tokens, users

urlpatterns: list[URLPattern] = [
    path("", me.index, name="settings"),
    path("me", me.me, name="settings-me"),
    path("me/tokens", me.make_token, name="settings-my-tokens"),
    path("history", history.history, name="settings-history"),
    path("history/<uuid:operation>/undo", history.take_back, name="settings-history-undo"),
    path("company", company.company, name="settings-company"),
    path("users", users.users, name="settings-users"),
    path("users/<uuid:id>", users.user, name="settings-user"),
    path("users/<uuid:id>/turn", users.turn, name="settings-user-turn"),
    path("invitations/<uuid:id>/resend", users.resend, name="settings-invitation-resend"),
    path("invitations/<uuid:id>/withdraw", users.withdraw, name="settings-invitation-withdraw"),
    path("teams", teams.teams, name="settings-teams"),
    path("teams/new", teams.team, name="settings-team-new"),
    path("teams/<uuid:id>", teams.team, name="settings-team"),
    path("teams/<uuid:id>/delete", teams.delete, name="settings-team-delete"),
    path("roles", roles.roles, name="settings-roles"),
    path("roles/new", roles.role, name="settings-role-new"),
    path("roles/<uuid:id>", roles.role, name="settings-role"),
    path("roles/<uuid:id>/delete", roles.delete, name="settings-role-delete"),
    path("tokens", tokens.tokens, name="settings-tokens"),
    path("tokens/<uuid:id>/drop", tokens.drop, name="settings-token-drop"),
    path("lists/<word:object>", lists.entries, name="settings-list"),
    path("lists/<word:object>/order", lists.order, name="settings-list-order"),
    path("lists/<word:object>/<uuid:id>", lists.entry, name="settings-list-entry"),
    path("lists/<word:object>/<uuid:id>/retire", lists.retire, name="settings-list-retire"),
    path("lists/<word:object>/<uuid:id>/merge", lists.merge, name="settings-list-merge"),
    path("lists/<word:object>/<uuid:id>/delete", lists.delete, name="settings-list-delete"),
    path("forms", ledgers.forms, name="settings-forms"),
    path("mail", ledgers.mail, name="settings-mail"),
    path("mail/<uuid:id>/resend", ledgers.resend, name="settings-mail-resend"),
    path("failures", ledgers.failures, name="settings-failures"),
    path("failures/retry", ledgers.retry, name="settings-failures-retry"),
    path("failures/<uuid:id>/retry", ledgers.retry, name="settings-failure-retry"),
]
