"""Django's columns as our field types extend them: what value they hold is the type's own business.

To the type checker they take type arguments; when the program runs they take none.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from akrab.tenancy.fields import WorkspaceForeignKey

if TYPE_CHECKING:
    Column = models.Field[Any, Any]
    CharColumn = models.CharField[Any, Any]
    TextColumn = models.TextField[Any, Any]
    BigIntegerColumn = models.BigIntegerField[Any, Any]
    BooleanColumn = models.BooleanField[Any, Any]
    DateColumn = models.DateField[Any, Any]
    DateTimeColumn = models.DateTimeField[Any, Any]
    ArrayColumn = ArrayField[Any, Any]
    LinkColumn = WorkspaceForeignKey[Any, Any]
else:
    Column = models.Field
    CharColumn = models.CharField
    TextColumn = models.TextField
    BigIntegerColumn = models.BigIntegerField
    BooleanColumn = models.BooleanField
    DateColumn = models.DateField
    DateTimeColumn = models.DateTimeField
    ArrayColumn = ArrayField
    LinkColumn = WorkspaceForeignKey
