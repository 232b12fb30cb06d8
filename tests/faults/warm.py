"""Django and the product, loaded once in the process from which those that are to die are forked.

That process has one thread and renders, sends and asks nothing itself. A fork of the test process would inherit the
locks of threads that are not in it (those of the PDF library, for one) and could wait for them for ever.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akrab.config.settings_test")
django.setup()

import akrab.config.follower  # noqa: E402, F401 (the models can be imported only now)
import tests.scenario.conftest  # noqa: E402, F401
