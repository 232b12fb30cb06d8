"""Who and whose: workspaces, users, memberships, teams, roles, tokens and the actor behind each change."""
