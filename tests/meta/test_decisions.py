"""Each decision in docs/architecture.md is told in full: its context, what was decided, what follows."""

import re

from tests.meta import documents, sources

PAGE = (sources.ROOT / "docs" / "architecture.md").read_text("utf-8")
PARTS = ["Context", "Decision", "Consequence"]


def test_each_decision_has_its_context_and_its_consequence() -> None:
    section = documents.section(PAGE, "Where reality differs from the first plan")
    titles = re.split(r"^\*\*(.+)\*\*$", section, flags=re.MULTILINE)
    decisions = dict(zip(titles[1::2], titles[2::2], strict=True))
    assert len(decisions) > 20
    incomplete = {
        title for title, text in decisions.items() if re.findall(r"^- \*(\w+):\*", text, re.MULTILINE) != PARTS
    }
    assert incomplete == set()
