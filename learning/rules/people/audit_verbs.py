"""What the audit log knows: the verbs of its entries, and what their subjects are."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

AuditGroup = Literal[
    "sign_ins",
    "refusals",
    "people",
    "secrets",
    "corrections",
    "moderation",
    "challenges",
    "packs",
    "settings",
    "reading",
]
"""Groups of verbs, in the order of the filter."""
AUDIT_GROUPS: tuple[AuditGroup, ...] = get_args(AuditGroup)

AuditSubjectKind = Literal["person", "team", "challenge", "pack", "moment", "display", "none"]
"""What the subject of an entry is. It holds the login of a person, else the id of a row."""

AuditVerb = Literal[
    "sign_in",
    "sign_out",
    "end_session",
    "end_other_sessions",
    "refuse_sign_in",
    "refuse_access",
    "refuse_passkey_copy",
    "join_team",
    "add_person",
    "erase_person",
    "change_secret",
    "set_pin",
    "add_passkey",
    "rename_passkey",
    "remove_passkey",
    "replace_join_code",
    "make_token",
    "replace_token",
    "revoke_token",
    "correct_points",
    "correct_figure",
    "delete_figure",
    "take_days_off",
    "cancel_day_off",
    "set_week",
    "import_rota",
    "note_missed",
    "confirm_moment",
    "decline_moment",
    "report_moment",
    "restore_moment",
    "remove_moment",
    "rename_person",
    "remove_alias",
    "pause_moments",
    "resume_moments",
    "pause_names",
    "resume_names",
    "launch_challenge",
    "edit_challenge",
    "cancel_challenge",
    "upload_pack",
    "publish_pack",
    "roll_back_pack",
    "withdraw_pack",
    "create_team",
    "hide_team",
    "show_team",
    "review_moments",
    "show_moments_at_once",
    "set_team_week",
    "pair_display",
    "close_display",
    "adopt_weights",
    "hold_weights",
    "read_audit",
    "export_audit",
]
AUDIT_VERBS: tuple[AuditVerb, ...] = get_args(AuditVerb)


class AuditVerbRule(NamedTuple):
    """The group of a verb, and what its subjects are."""

    group: AuditGroup
    subject: AuditSubjectKind


AUDIT_VERB_RULES: Mapping[AuditVerb, AuditVerbRule] = {
    "sign_in": AuditVerbRule("sign_ins", "person"),
    "sign_out": AuditVerbRule("sign_ins", "person"),
    "end_session": AuditVerbRule("sign_ins", "person"),
    "end_other_sessions": AuditVerbRule("sign_ins", "person"),
    "refuse_sign_in": AuditVerbRule("refusals", "person"),
    "refuse_access": AuditVerbRule("refusals", "person"),
    "refuse_passkey_copy": AuditVerbRule("refusals", "person"),
    "join_team": AuditVerbRule("people", "person"),
    "add_person": AuditVerbRule("people", "person"),
    "erase_person": AuditVerbRule("people", "person"),
    "change_secret": AuditVerbRule("secrets", "person"),
    "set_pin": AuditVerbRule("secrets", "person"),
    "add_passkey": AuditVerbRule("secrets", "person"),
    "rename_passkey": AuditVerbRule("secrets", "person"),
    "remove_passkey": AuditVerbRule("secrets", "person"),
    "replace_join_code": AuditVerbRule("secrets", "team"),
    "make_token": AuditVerbRule("secrets", "challenge"),
    "replace_token": AuditVerbRule("secrets", "challenge"),
    "revoke_token": AuditVerbRule("secrets", "challenge"),
    "correct_points": AuditVerbRule("corrections", "person"),
    "correct_figure": AuditVerbRule("corrections", "challenge"),
    "delete_figure": AuditVerbRule("corrections", "challenge"),
    "take_days_off": AuditVerbRule("corrections", "person"),
    "cancel_day_off": AuditVerbRule("corrections", "person"),
    "set_week": AuditVerbRule("corrections", "person"),
    "import_rota": AuditVerbRule("corrections", "person"),
    "note_missed": AuditVerbRule("moderation", "moment"),
    "confirm_moment": AuditVerbRule("moderation", "moment"),
    "decline_moment": AuditVerbRule("moderation", "moment"),
    "report_moment": AuditVerbRule("moderation", "moment"),
    "restore_moment": AuditVerbRule("moderation", "moment"),
    "remove_moment": AuditVerbRule("moderation", "moment"),
    "rename_person": AuditVerbRule("moderation", "person"),
    "remove_alias": AuditVerbRule("moderation", "person"),
    "pause_moments": AuditVerbRule("moderation", "person"),
    "resume_moments": AuditVerbRule("moderation", "person"),
    "pause_names": AuditVerbRule("moderation", "person"),
    "resume_names": AuditVerbRule("moderation", "person"),
    "launch_challenge": AuditVerbRule("challenges", "challenge"),
    "edit_challenge": AuditVerbRule("challenges", "challenge"),
    "cancel_challenge": AuditVerbRule("challenges", "challenge"),
    "upload_pack": AuditVerbRule("packs", "none"),
    "publish_pack": AuditVerbRule("packs", "pack"),
    "roll_back_pack": AuditVerbRule("packs", "pack"),
    "withdraw_pack": AuditVerbRule("packs", "pack"),
    "create_team": AuditVerbRule("settings", "team"),
    "hide_team": AuditVerbRule("settings", "team"),
    "show_team": AuditVerbRule("settings", "team"),
    "review_moments": AuditVerbRule("settings", "team"),
    "show_moments_at_once": AuditVerbRule("settings", "team"),
    "set_team_week": AuditVerbRule("settings", "team"),
    "pair_display": AuditVerbRule("settings", "display"),
    "close_display": AuditVerbRule("settings", "display"),
    "adopt_weights": AuditVerbRule("settings", "team"),
    "hold_weights": AuditVerbRule("settings", "team"),
    "read_audit": AuditVerbRule("reading", "person"),
    "export_audit": AuditVerbRule("reading", "person"),
}


def list_group_verbs(group: AuditGroup | None) -> list[AuditVerb]:
    """List the verbs of a group; all verbs for None."""
    return [verb for verb, rule in AUDIT_VERB_RULES.items() if group in (None, rule.group)]
