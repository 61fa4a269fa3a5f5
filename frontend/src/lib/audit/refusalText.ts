/** Why somebody was refused, by the code of the refusal. */
import { m } from '#lib/i18n/messages.ts';

const TEXTS: Record<string, () => string> = {
  'session.wrong_login_or_secret': m.audit_code_wrong,
  'session.too_many_guesses': m.audit_code_too_many,
  'person.name_taken_with_other_pin': m.audit_code_pin,
  'team.unknown_join_code': m.audit_code_join_code,
  'team.join_code_expired': m.audit_code_join_code_expired,
  'team.too_many_joined_here': m.audit_code_too_many_joined,
  'team.too_many_joined_on_device': m.audit_code_too_many_joined,
  'figure_token.invalid': m.audit_code_token,
  'secret.old_is_wrong': m.audit_code_old_secret,
  'role.leader_required': m.audit_code_leaders,
  'role.admin_required': m.audit_code_admins,
  'person.not_below_you': m.audit_code_not_below
};

/** Empty without a code. Codes of foreign records have one text: none says whether it is there. */
export const refusalText = (code: string): string =>
  code ? (TEXTS[code] ?? m.audit_code_foreign)() : '';
