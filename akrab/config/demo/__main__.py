"""`python -m akrab.config.demo`: a process of its own, so that the parent of the tree stays small."""

import importlib
import sys

import django

django.setup()
sys.exit(importlib.import_module("akrab.config.demo.command").main())
