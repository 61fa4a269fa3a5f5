/** An entry of the audit log as a sentence, and what there is to say below it. */
import type { AuditEntry } from '#lib/api/types.ts';
import { formatDay, formatList, formatSigned } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/messages.ts';
import { refusalText } from './refusalText.ts';

type Verb = AuditEntry['verb'];

const ROLES: Record<string, () => string> = {
  learner: m.audit_role_learner,
  leader: m.audit_role_leader,
  admin: m.audit_role_admin
};

const FIELDS: Record<string, () => string> = {
  about: m.audit_field_about,
  by: m.audit_field_by,
  group: m.audit_field_group,
  last_day: m.audit_field_last_day,
  leaders: m.audit_field_leaders,
  message: m.audit_field_message,
  reward: m.audit_field_reward,
  settle: m.audit_field_settle,
  since: m.audit_field_since,
  stages: m.audit_field_stages,
  target: m.audit_field_target,
  text: m.audit_field_text,
  title: m.audit_field_title,
  until: m.audit_field_until,
  vision: m.audit_field_vision
};

/** The operator has no account. Who was refused and is not named was nobody we know. */
export const actorName = (entry: AuditEntry): string =>
  entry.by?.name ?? (entry.verb === 'refuse_access' ? m.audit_somebody() : m.audit_operator());

export const subjectName = (entry: AuditEntry): string =>
  entry.subject_name || (entry.subject_kind === 'person' && entry.subject) || m.audit_gone();

const teamName = (entry: AuditEntry): string => entry.facts.team || m.audit_gone();
const byAndName = (entry: AuditEntry) => ({ by: actorName(entry), name: subjectName(entry) });
const byAndTeam = (entry: AuditEntry) => ({ by: actorName(entry), team: teamName(entry) });
const byAndToken = (entry: AuditEntry) => ({
  ...byAndName(entry),
  token: entry.facts.name ?? m.audit_gone()
});
const byNameAndVersion = (entry: AuditEntry) => ({
  ...byAndName(entry),
  version: entry.facts.version ?? 0
});

type Named = (values: { by: string; name: string }) => string;
type Bare = (values: { by: string }) => string;
const named = (text: Named) => (entry: AuditEntry) => text(byAndName(entry));
const bare = (text: Bare) => (entry: AuditEntry) => text({ by: actorName(entry) });

const SENTENCES: Record<Verb, (entry: AuditEntry) => string> = {
  sign_in: bare(m.audit_did_sign_in),
  sign_out: bare(m.audit_did_sign_out),
  end_session: bare(m.audit_did_end_session),
  end_other_sessions: bare(m.audit_did_end_other_sessions),
  refuse_sign_in: (entry) =>
    entry.subject
      ? m.audit_did_refuse_sign_in_as({ name: subjectName(entry) })
      : m.audit_did_refuse_sign_in(),
  refuse_access: (entry) =>
    entry.subject
      ? m.audit_did_refuse_access_about(byAndName(entry))
      : m.audit_did_refuse_access({ by: actorName(entry) }),
  refuse_passkey_copy: named(m.audit_did_refuse_passkey_copy),
  join_team: (entry) => m.audit_did_join_team(byAndTeam(entry)),
  add_person: (entry) =>
    m.audit_did_add_person({
      ...byAndName(entry),
      team: teamName(entry),
      role: ROLES[entry.facts.role ?? '']?.() ?? ''
    }),
  erase_person: named(m.audit_did_erase_person),
  change_secret: bare(m.audit_did_change_secret),
  set_pin: named(m.audit_did_set_pin),
  add_passkey: bare(m.audit_did_add_passkey),
  rename_passkey: bare(m.audit_did_rename_passkey),
  remove_passkey: bare(m.audit_did_remove_passkey),
  replace_join_code: named(m.audit_did_replace_join_code),
  make_token: (entry) => m.audit_did_make_token(byAndToken(entry)),
  replace_token: (entry) => m.audit_did_replace_token(byAndToken(entry)),
  revoke_token: named(m.audit_did_revoke_token),
  correct_points: (entry) =>
    m.audit_did_correct_points({
      ...byAndName(entry),
      points: formatSigned(entry.facts.points ?? 0)
    }),
  correct_figure: named(m.audit_did_correct_figure),
  delete_figure: named(m.audit_did_delete_figure),
  take_days_off: named(m.audit_did_take_days_off),
  cancel_day_off: named(m.audit_did_cancel_day_off),
  set_week: named(m.audit_did_set_week),
  import_rota: named(m.audit_did_import_rota),
  note_missed: bare(m.audit_did_note_missed),
  confirm_moment: bare(m.audit_did_confirm_moment),
  decline_moment: bare(m.audit_did_decline_moment),
  report_moment: bare(m.audit_did_report_moment),
  restore_moment: bare(m.audit_did_restore_moment),
  remove_moment: bare(m.audit_did_remove_moment),
  rename_person: named(m.audit_did_rename_person),
  remove_alias: named(m.audit_did_remove_alias),
  pause_moments: named(m.audit_did_pause_moments),
  resume_moments: named(m.audit_did_resume_moments),
  pause_names: named(m.audit_did_pause_names),
  resume_names: named(m.audit_did_resume_names),
  launch_challenge: named(m.audit_did_launch_challenge),
  edit_challenge: named(m.audit_did_edit_challenge),
  cancel_challenge: named(m.audit_did_cancel_challenge),
  upload_pack: bare(m.audit_did_upload_pack),
  publish_pack: (entry) => m.audit_did_publish_pack(byNameAndVersion(entry)),
  roll_back_pack: (entry) => m.audit_did_roll_back_pack(byNameAndVersion(entry)),
  withdraw_pack: named(m.audit_did_withdraw_pack),
  create_team: named(m.audit_did_create_team),
  hide_team: named(m.audit_did_hide_team),
  show_team: named(m.audit_did_show_team),
  review_moments: named(m.audit_did_review_moments),
  show_moments_at_once: named(m.audit_did_show_moments_at_once),
  set_team_week: named(m.audit_did_set_team_week),
  pair_display: (entry) => m.audit_did_pair_display(byAndTeam(entry)),
  close_display: (entry) => m.audit_did_close_display(byAndTeam(entry)),
  adopt_weights: (entry) => m.audit_did_adopt_weights({ name: subjectName(entry) }),
  hold_weights: bare(m.audit_did_hold_weights),
  read_audit: bare(m.audit_did_read_audit),
  export_audit: bare(m.audit_did_export_audit)
};

export const auditSentence = (entry: AuditEntry): string => SENTENCES[entry.verb](entry);

const fieldsText = (entry: AuditEntry): string =>
  formatList(entry.facts.fields.map((field) => FIELDS[field]?.() ?? field));

/** What else is known, each part a sentence. Words that people wrote are not among it. */
export function auditDetails(entry: AuditEntry): string[] {
  const { facts, verb, group } = entry;
  const isPack = group === 'packs' && facts.teams > 0;
  return [
    refusalText(facts.code),
    facts.times > 1 && m.audit_times({ count: facts.times }),
    facts.sessions > 0 && m.audit_devices_ended({ count: facts.sessions }),
    verb === 'correct_points' &&
      facts.day !== null &&
      m.audit_for_day({ day: formatDay(facts.day) }),
    facts.version_before !== null && m.audit_version_before({ version: facts.version_before }),
    isPack &&
      (facts.team ? m.audit_in_team({ team: facts.team }) : m.audit_teams({ count: facts.teams })),
    facts.co_leaders.length > 0 && m.audit_co_leaders({ names: formatList(facts.co_leaders) }),
    facts.fields.length > 0 &&
      (group === 'reading' ? m.audit_used : m.audit_changed)({ fields: fieldsText(entry) })
  ].filter((part) => typeof part === 'string' && part !== '') as string[];
}
