"""Each verb of the audit log has its rule, and its sentence on the phone."""

import re
from pathlib import Path

from learning.rules.people.audit_verbs import (
    AUDIT_GROUPS,
    AUDIT_VERB_RULES,
    AUDIT_VERBS,
    list_group_verbs,
)
from learning.rules.people.audited_refusals import FOREIGN_RECORD_CODES, SIGN_IN_CODES
from learning.tables.audit import AuditEntryTable

ROOT = Path(__file__).parents[3]


def test_each_verb_has_one_rule_in_the_same_order() -> None:
    assert tuple(AUDIT_VERB_RULES) == AUDIT_VERBS


def test_each_verb_fits_its_column() -> None:
    assert AuditEntryTable.verb.length is not None
    assert max(map(len, AUDIT_VERBS)) <= AuditEntryTable.verb.length


def test_each_group_has_verbs_and_each_verb_a_group() -> None:
    by_group = [list_group_verbs(group) for group in AUDIT_GROUPS]
    assert all(by_group)
    grouped = [verb for verbs in by_group for verb in verbs]
    assert sorted(grouped) == sorted(AUDIT_VERBS) == sorted(list_group_verbs(None))


def test_codes_of_refusals_exist() -> None:
    catalogue = (ROOT / "learning" / "messages" / "en.po").read_text()
    known = set(re.findall(r'^msgid "(.+)"', catalogue, re.MULTILINE))
    assert known >= SIGN_IN_CODES | FOREIGN_RECORD_CODES
