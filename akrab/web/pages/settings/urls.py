"""The addresses of the settings, below /w/<workspace>/settings/."""

from django.urls import URLPattern, path

from akrab.web.pages.settings import (
    company,
<<<<<<< HEAD
=======
    forms,
>>>>>>> main
    history,
    ledgers,
    lists,
    me,
    roles,
<<<<<<< HEAD
    rule_runs,
    rule_steps,
    rules,
=======
    sendings,
>>>>>>> main
    teams,
    tokens,
    users,
)

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
    path("forms", forms.forms, name="settings-forms"),
    path("forms/new", forms.new, name="settings-form-new"),
    path("forms/<uuid:id>", forms.editor, name="settings-form"),
    path("forms/<uuid:id>/preview", forms.preview, name="settings-form-preview"),
    path("forms/<uuid:id>/question", forms.question, name="settings-form-question"),
    path("forms/<uuid:id>/delete", forms.delete, name="settings-form-delete"),
    path("forms/<uuid:id>/share", forms.share, name="settings-form-share"),
    path("forms/<uuid:id>/figures", sendings.figures_of, name="settings-form-figures"),
    path("forms/<uuid:id>/sent", sendings.sendings, name="settings-form-sent"),
    path("forms/<uuid:id>/sent/judge", sendings.judge, name="settings-form-judge"),
    path("forms/<uuid:id>/sent/<uuid:sending>", sendings.sending, name="settings-form-sending"),
    path(
        "forms/<uuid:id>/sent/<uuid:sending>/file/<int:place>", sendings.open_file, name="settings-form-file"
    ),
    path("mail", ledgers.mail, name="settings-mail"),
    path("mail/<uuid:id>/resend", ledgers.resend, name="settings-mail-resend"),
    path("failures", ledgers.failures, name="settings-failures"),
    path("failures/retry", ledgers.retry, name="settings-failures-retry"),
    path("failures/<uuid:id>/retry", ledgers.retry, name="settings-failure-retry"),
    path("rules", rules.rules, name="settings-rule"),
    path("rules/new", rules.new, name="settings-rule-new"),
    path("rules/runs", rule_runs.runs, name="settings-runs"),
    path("rules/<uuid:id>", rules.rule, name="settings-rule-page"),
    path("rules/<uuid:id>/runs", rule_runs.runs, name="settings-rule-runs"),
    path("rules/<uuid:id>/rehearsal", rule_runs.rehearsal, name="settings-rule-rehearsal"),
    path("rules/<uuid:id>/steps", rule_steps.add, name="settings-step-add"),
    path("rules/<uuid:id>/steps/<slug:step>", rule_steps.change, name="settings-step"),
    path("rules/<uuid:id>/steps/<slug:step>/remove", rule_steps.remove, name="settings-step-remove"),
    path("rules/<uuid:id>/steps/<slug:step>/shift", rule_steps.shift, name="settings-step-shift"),
    path("rules/<uuid:id>/acts/<slug:action>", rules.act, name="settings-rule-act"),
    path("rules/<uuid:id>/<slug:part>", rules.save, name="settings-rule-save"),
    path("runs/<uuid:id>/<slug:how>", rule_runs.mend, name="settings-run-mend"),
]
