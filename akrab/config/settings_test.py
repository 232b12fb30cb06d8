"""Settings of the test-suite: the product, and small apps that exist for proofs alone."""

from akrab.config.settings import *  # noqa: F403 (all of it, and a little more)
from akrab.config.settings import INSTALLED_APPS as PRODUCT

INSTALLED_APPS = [*PRODUCT, "akrab.tenancy.tests.wall_cases", "tests.contract.objects"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
