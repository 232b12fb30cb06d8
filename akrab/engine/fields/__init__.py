"""The field types: one class of neutral facts each, and the columns that carry them."""

from akrab.engine.fields.base import Asking, BadValue, Field, FieldType, Operator, is_absent
from akrab.engine.fields.choices import ChoiceField, ChoicesField
from akrab.engine.fields.links import AnyLinkField, LinkField, StoredFileField, UserField
from akrab.engine.fields.numbers import BooleanField, DecimalField, IntegerField, MoneyField, PercentField
from akrab.engine.fields.places import AddressField
from akrab.engine.fields.texts import EmailsField, LongTextField, PhonesField, TagsField, TextField, UrlField
from akrab.engine.fields.times import DateField, DateTimeField, DurationField

__all__ = [
    "AddressField", "AnyLinkField", "Asking", "BadValue", "BooleanField", "ChoiceField", "ChoicesField",
    "DateField", "DateTimeField", "DecimalField", "DurationField", "EmailsField", "Field", "FieldType", "IntegerField",
    "LinkField", "LongTextField", "MoneyField", "Operator", "PercentField", "PhonesField", "StoredFileField",
    "TagsField", "TextField", "UrlField", "UserField", "is_absent",
]  # fmt: skip
