"""One document of each kind, as page and as PDF, just as somebody looked at it and found it good.

``PARTNERKIT_UPDATE_GOLDENS=1 pytest tests/render/test_render_golden.py`` writes the files below ``tests/golden/`` anew;
their difference is for a person to read, together with the page and the print.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
import structure

import tools
from partnerkit.model.kinds import DOCUMENT_KINDS
from partnerkit.render.page import page_body

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
UPDATE = os.environ.get("PARTNERKIT_UPDATE_GOLDENS") == "1"
EXAMPLES = {
    "vision": "whole-child-vision",
    "value-matrix": "value-alignment-matrix",
    "policy": "mindful-check-in-policy",
    "charter": "parent-liaison-charter",
    "agreement": "school-family-agreement",
    "protocol": "concern-procedure",
    "calendar": "collaboration-calendar",
    "plan": "partnership-budget",
    "indicators": "engagement-indicators",
    "survey": "family-pulse-survey",
    "rubric": "mindfulness-rubric",
    "checklist": "technology-checklist",
    "pathway": "pilot-pathway",
    "guide": "learning-at-home-guide",
    "template": "concern-form",
    "report": "partnership-report",
    "requirements": "title-i-compact",
    "overview": "governance-map",
}


def _same(name: str, text: str) -> None:
    path = GOLDEN / name
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_kind_has_an_example():
    assert set(EXAMPLES) == set(DOCUMENT_KINDS)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_page_is_as_it_was_found_good(kind: str):
    document = tools.reading().documents["en"][EXAMPLES[kind]]
    assert document.facts.kind == kind
    _same(f"page/{kind}.md", page_body(document.body, lambda target: f"../{target}/"))


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_print_is_as_it_was_found_good(built: tools.Built, kind: str):
    data = (built.site / "downloads" / "en" / f"{EXAMPLES[kind]}.pdf").read_bytes()
    with structure.opened(data) as pdf:
        pages = len(pdf.pages)
    tags = Counter(node.tag for node in structure.tree(data).iter())
    counted = ", ".join(f"{tag} {count}" for tag, count in sorted(tags.items()))
    words = "\n".join(" ".join(line.split()) for line in structure.text(data).splitlines())
    _same(f"print/{kind}.txt", f"pages: {pages}\ntags: {counted}\n\n{words}\n")
