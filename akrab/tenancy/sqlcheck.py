"""A lint for tests: no statement names a workspace table without saying which workspace.

Use it as `with connection.execute_wrapper(refuse_unbounded):`, around whatever a test runs.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from akrab.tenancy.current import ALL, current_scope
from akrab.tenancy.fields import WORKSPACE_COLUMN
from akrab.tenancy.tables import workspace_tables

_STATEMENT = re.compile(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)\b", re.IGNORECASE)
_INSERT = re.compile(r'\s*INSERT\s+INTO\s+"?\w+"?\s*\([^)]*\bworkspace_id\b', re.IGNORECASE)
_NO_ALIAS = re.compile(
    r"where|on|set|values|inner|left|right|full|cross|join|order|group|limit|using|returning|for|union",
    re.IGNORECASE,
)


class UnboundedStatement(AssertionError):
    """A statement that would read or write rows of every workspace, but for row-level security."""


def refuse_unbounded(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run the statement, unless it names a workspace table and does not bind it; for `execute_wrapper`."""
    if current_scope() is not ALL and isinstance(sql, str) and (names := unbounded(sql)):
        raise UnboundedStatement(f"No condition on {WORKSPACE_COLUMN} of {', '.join(names)} in: {sql}")
    return execute(sql, params, many, context)


def unbounded(sql: str) -> list[str]:
    """Return the workspace tables, under the names they have in the statement, that nothing binds.

    An INSERT is bound by naming the column: the guard and the policy look at each row.
    """
    if not _STATEMENT.match(sql) or _INSERT.match(sql):
        return []
    found = _table_pattern().findall(sql)
    names = [table if not alias or _NO_ALIAS.fullmatch(alias) else alias for table, alias in found]
    return sorted({name for name in names if not _is_bound(sql, name, len(names) == 1)})


@cache
def _table_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, workspace_tables()), key=len, reverse=True)) or "(?!)"
    start = r'(?:\bFROM|\bJOIN|\bUPDATE|\bINTO|,)\s+(?:ONLY\s+)?(?:"?public"?\.)?'
    return re.compile(rf'{start}"?\b({names})\b"?(?!"?\.)(?:\s+(?:AS\s+)?"?(\w+)"?)?', re.IGNORECASE)


def _is_bound(sql: str, name: str, is_alone: bool) -> bool:
    column = rf'"?\b{re.escape(name)}"?\."?{WORKSPACE_COLUMN}"?'
    if is_alone:
        column = rf'(?:{column}|(?<![.\w"])"?{WORKSPACE_COLUMN}"?)'
    return bool(re.search(rf"{column}\s*(?:=|IN\b)|=\s*\(?{column}", sql, re.IGNORECASE))
