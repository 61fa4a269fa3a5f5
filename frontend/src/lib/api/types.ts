/**
 * Types of the API. Everything in the OpenAPI document comes from `schema.d.ts` (`npm run types`);
 * this file gives shorter names and narrower types. The items of a break are described only here.
 * Times are RFC 3339; days are `YYYY-MM-DD` in the team's time zone.
 */
import type { components } from './schema';

type Schema = components['schemas'];
type Narrow<T, By> = Omit<T, keyof By> & By;

export type Role = 'learner' | 'leader' | 'admin';
export type Confidence = 'sure' | 'unsure';
export type BoardName = 'team' | 'parent' | 'organisation' | 'league' | 'teams';
export type Period = 'week' | 'month' | 'season';

export type Me = Narrow<Schema['OwnProfile'], { role: Role }>;
export type MeChange = Schema['ProfileChanges'];
export type Invitation = Schema['JoinInvitation'];
export type Award = Schema['EarnedBadge'];
export type Badge = Schema['BadgeView'];
export type Badges = Schema['BadgesView'];
export type Board = Schema['LeaderboardPage'];
export type Streak = Schema['StreakPage'];
export type Challenge = Schema['ChallengeView'];
export type ChallengeForm = Challenge['form'];
export type Measure = Challenge['measure']['name'];
export type ChallengeEdit = Schema['ChallengeChanges'];
export type CoLeader = Schema['CoLeaderChoice'];
export type Token = Schema['ChallengeTokenView'];
export type NewToken = Schema['NewFigureToken'];
export type NewFigure = Schema['FigureEntry'];
export type NewChallenge = Schema['ChallengeRequest'];
export type Template = Schema['ChallengeTemplate'];
export type TemplateId = Template['id'];
export type TemplateStepCode = Schema['TemplateStep']['code'];
export type VisionHint = Schema['VisionCheck']['hint'];
export type Readiness = Schema['TeamReadiness'];
export type ReadyIdea = Schema['ConceptReadiness'];
export type Notice = Narrow<Schema['NoticeView'], { body: NoticeBody }>;
/** Which fields are set depends on the kind. */
export interface NoticeBody {
  title: string;
  vision?: string;
  message?: string;
  stage?: string;
  value?: number;
  target?: number;
  unit?: string;
  reward?: string;
  reached?: boolean;
  reason?: string;
}
export type Display = Schema['DisplayView'];
export type WallChallenge = Schema['WallChallenge'];
export type WallMoment = Schema['WallMoment'];
export type Wall = Narrow<
  Required<Schema['WallView']>,
  { state: 'waiting' | 'paired'; notices: Notice[] }
>;
export type Preview = Schema['ChallengePreview'];
export type Moment = Schema['MomentView'];
export type NewMoment = Schema['MomentRequest'];
export type Waiting = Schema['WaitingMoments'];
export type Feed = Schema['MomentFeed'];
export type Choices = Schema['MomentChoices'];
export type Points = Schema['PointsPage'];
export type DaysOff = Schema['DaysOffView'];
export type Rota = Schema['RotaSummary'];
export type PersonsRota = Schema['PersonRotaSummary'];
export type TeamChange = Schema['TeamChanges'];
export type Member = Narrow<Schema['LedTeamMember'], { role: Role }>;
export type Team = Narrow<Schema['LedTeam'], { members: Member[] }>;
export type TeamLine = Schema['TeamTreeNode'];
export type Finding = Narrow<Schema['ImportFinding'], { severity: 'error' | 'warning' }>;
export type ImportStatus = 'waiting' | 'checking' | 'ready' | 'refused' | 'failed';
export type PackImport = Narrow<
  Schema['PackImportView'],
  { status: ImportStatus; findings: Finding[] }
>;
export type Pack = Schema['PackOverview'];
export type PackVersion = Schema['PackVersionSummary'];
export type Outcome = Narrow<
  Schema['EntryOutcome'],
  { status: 'recorded' | 'repeated' | 'refused' }
>;
export type Receipt = Narrow<Schema['AttemptReceipt'], { outcomes: Outcome[] }>;
export type Today = Narrow<Schema['TodaysBreak'], { items: Item[] }>;
export type Practice = Narrow<Schema['ExtraPractice'], { items: Question[] }>;

export interface Attempt {
  id: string;
  question_id: string;
  response: Response;
  confidence: Confidence;
  answered_at: string;
  seconds: number;
}

export interface Read {
  id: string;
  lesson_id: string;
  read_at: string;
  seconds: number;
}

/** Which field is set depends on the form. */
export interface Response {
  choices?: string[];
  pairs?: Record<string, string>;
  path?: string[];
}

export type Form =
  | 'single'
  | 'multiple'
  | 'true_false'
  | 'order'
  | 'match'
  | 'sort'
  | 'gap'
  | 'scenario'
  | 'reflection';

export interface Choice {
  id: string;
  text: string;
  feedback?: string | null;
}

export interface Target {
  id: string;
  text: string;
}

export interface ScenarioChoice extends Choice {
  /** The id of the node that follows. */
  to: string;
}

export interface ScenarioNode {
  id: string;
  says: string;
  /** From -2 (furious) to 2 (delighted). */
  mood: number;
  choices?: ScenarioChoice[] | null;
  ending?: 'good' | 'fair' | 'poor' | null;
}

/** Which field is set depends on the form. A checkpoint question has no key. */
export interface Key {
  choices?: string[] | null;
  pairs?: Record<string, string> | null;
  good?: string[] | null;
}

export interface Question {
  kind: 'question';
  question_id: string;
  concept_id: string;
  lesson_id: string;
  form: Form;
  stem: string;
  choices: Choice[];
  targets: Target[];
  nodes: ScenarioNode[];
  start: string | null;
  checkpoint: boolean;
  critical: boolean;
  key: Key | null;
  feedback: { right?: string | null; wrong?: string | null } | null;
  why: string;
  seconds: number;
}

export interface Card {
  title: string | null;
  /** HTML, sanitised by the server. */
  html: string;
}

export interface Lesson {
  kind: 'lesson';
  lesson_id: string;
  title: string;
  pack: { id: string; title: string };
  cards: Card[];
  try_it: string;
  seconds: number;
  why: string;
  source: string;
}

export type Item = Lesson | Question;
