"""Playbooks shown where they apply, and checklists that are kept to."""
