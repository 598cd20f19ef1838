"""``pytest tests/elearn/propose_url_roles.py`` writes ``url_roles.tsv.proposal``: what the site answers today.

A person reads it and decides what it must answer, which goes to ``url_roles.tsv``. No part of the test run.
"""

from tests.elearn.url_roles import ROLES, TABLE, Walker, observed


def test_write_a_proposal(paths, people):
    lines = ["\t".join(["url", "method", *ROLES])]
    for key, method, cells in observed(Walker(people), paths):
        lines.append("\t".join([key, method, *(cells[role] for role in ROLES)]))
    TABLE.with_suffix(".tsv.proposal").write_text("\n".join(lines) + "\n", encoding="utf-8")
