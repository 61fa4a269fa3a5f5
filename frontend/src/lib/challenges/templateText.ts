/**
 * The sentences of the templates of challenges, by the ids and codes of the server. A template or
 * step without sentences fails the type check. The leader edits the sentences before the launch.
 */
import type { Template, TemplateId, TemplateStepCode } from '#lib/api/types.ts';
import { m } from '#lib/i18n/messages.ts';
import { measureUnit } from './measures.ts';

interface TemplateText {
  title: () => string;
  summary: () => string;
  /** Where it is missing, the usual unit of the measure. */
  unit?: () => string;
  /** Questions that help to find words for the vision. */
  prompts: (() => string)[];
  vision: () => string;
  message: () => string;
  reward: () => string;
}

const TEMPLATE_TEXTS: Record<TemplateId, TemplateText> = {
  'national-award': {
    title: m.template_national_award_title,
    summary: m.template_national_award_summary,
    prompts: [
      m.template_national_award_prompt_1,
      m.template_national_award_prompt_2,
      m.template_national_award_prompt_3
    ],
    vision: m.template_national_award_vision,
    message: m.template_national_award_message,
    reward: m.template_national_award_reward
  },
  'perfect-month': {
    title: m.template_perfect_month_title,
    summary: m.template_perfect_month_summary,
    unit: m.template_perfect_month_unit,
    prompts: [m.template_perfect_month_prompt_1, m.template_perfect_month_prompt_2],
    vision: m.template_perfect_month_vision,
    message: m.template_perfect_month_message,
    reward: m.template_perfect_month_reward
  },
  'new-menu': {
    title: m.template_new_menu_title,
    summary: m.template_new_menu_summary,
    prompts: [m.template_new_menu_prompt_1, m.template_new_menu_prompt_2],
    vision: m.template_new_menu_vision,
    message: m.template_new_menu_message,
    reward: m.template_new_menu_reward
  },
  'peak-calm': {
    title: m.template_peak_calm_title,
    summary: m.template_peak_calm_summary,
    prompts: [m.template_peak_calm_prompt_1, m.template_peak_calm_prompt_2],
    vision: m.template_peak_calm_vision,
    message: m.template_peak_calm_message,
    reward: m.template_peak_calm_reward
  },
  race: {
    title: m.template_race_title,
    summary: m.template_race_summary,
    prompts: [m.template_race_prompt_1, m.template_race_prompt_2],
    vision: m.template_race_vision,
    message: m.template_race_message,
    reward: m.template_race_reward
  },
  'zero-broken-promises': {
    title: m.template_zero_broken_promises_title,
    summary: m.template_zero_broken_promises_summary,
    unit: m.template_zero_broken_promises_unit,
    prompts: [m.template_zero_broken_promises_prompt_1, m.template_zero_broken_promises_prompt_2],
    vision: m.template_zero_broken_promises_vision,
    message: m.template_zero_broken_promises_message,
    reward: m.template_zero_broken_promises_reward
  }
};

const STEP_TEXTS: Record<TemplateStepCode, { title: () => string; story: () => string }> = {
  quarter: { title: m.template_step_quarter_title, story: m.template_step_quarter_story },
  good_week: { title: m.template_step_good_week_title, story: m.template_step_good_week_story },
  strong_week: {
    title: m.template_step_strong_week_title,
    story: m.template_step_strong_week_story
  },
  half: { title: m.template_step_half_title, story: m.template_step_half_story },
  nearly: { title: m.template_step_nearly_title, story: m.template_step_nearly_story },
  entry: { title: m.template_step_entry_title, story: m.template_step_entry_story },
  long_list: { title: m.template_step_long_list_title, story: m.template_step_long_list_story },
  visit: { title: m.template_step_visit_title, story: m.template_step_visit_story },
  short_list: { title: m.template_step_short_list_title, story: m.template_step_short_list_story },
  ceremony: { title: m.template_step_ceremony_title, story: m.template_step_ceremony_story }
};

/** A server that is newer than this app can have more templates. */
export const hasTemplateText = ({ id }: Template): boolean => Object.hasOwn(TEMPLATE_TEXTS, id);

export const templateText = ({ id }: Template): TemplateText => TEMPLATE_TEXTS[id];

export const templateUnit = (template: Template): string =>
  templateText(template).unit?.() ?? measureUnit(template.measure);

/** Title and story of a milestone or stage. */
export const stepText = (code: TemplateStepCode): { title: string; story: string } => ({
  title: STEP_TEXTS[code].title(),
  story: STEP_TEXTS[code].story()
});
