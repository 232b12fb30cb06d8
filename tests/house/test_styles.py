"""The stylesheets: a class is laid out in one of them alone, so that no page changes another by accident."""

import re
from collections import defaultdict
from pathlib import Path

STYLES = sorted((Path(__file__).resolve().parents[2] / "frontend/styles").glob("*.css"))
RULE = re.compile(r"(?:^|[{}])\s*([^{}@]+)\{")


def test_no_class_is_laid_out_in_two_stylesheets() -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in STYLES:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for selectors in RULE.findall(text):
            for one in re.sub(r"\([^()]*\)", "", selectors).split(","):
                if re.fullmatch(r"\.ak-[a-z0-9-]+", one.strip()):
                    found[one.strip()].add(path.name)
    assert len(found) > 300
    assert {name: files for name, files in found.items() if len(files) > 1} == {}
