/**
 * Types of the API. Everything in the OpenAPI document comes from `schema.d.ts` (`npm run types`);
 * this file gives shorter names and narrower types. Times are RFC 3339; days are `YYYY-MM-DD` in
 * the team's time zone.
 */
import type { components } from './schema';

type Schema = components['schemas'];
type Narrow<T, By> = Omit<T, keyof By> & By;

export type Role = Schema['OwnProfile']['role'];
export type Confidence = 'sure' | 'unsure';
export type BoardName = Schema['LeaderboardPage']['board'];
export type Period = Schema['LeaderboardPage']['period_kind'];

export type Me = Schema['OwnProfile'];
export type MeChange = Schema['ProfileRequest'];
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
export type Notice = Schema['NoticeView'];
export type NoticeKind = Notice['kind'];
/** Which fields are set depends on the kind. */
export type NoticeBody = Schema['NoticeBody'];
export type Display = Schema['DisplayView'];
export type WallChallenge = Schema['WallChallenge'];
export type WallMoment = Schema['WallMoment'];
export type Wall = Required<Schema['WallView']>;
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
export type TeamChange = Schema['TeamRequest'];
export type Member = Schema['LedTeamMember'];
export type Team = Schema['LedTeam'];
export type TeamLine = Schema['TeamTreeNode'];
export type Finding = Narrow<Schema['ImportFinding'], { severity: 'error' | 'warning' }>;
export type ImportStatus = 'waiting' | 'checking' | 'ready' | 'refused' | 'failed';
export type PackImport = Narrow<
  Schema['PackImportView'],
  { status: ImportStatus; findings: Finding[] }
>;
export type Pack = Schema['PackOverview'];
export type PackVersion = Schema['PackVersionSummary'];
export type Outcome = Schema['EntryOutcome'];
export type Receipt = Schema['AttemptReceipt'];
export type Today = Schema['TodaysBreak'];
export type Practice = Schema['ExtraPractice'];

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

export type Item = Today['items'][number];
export type Question = Schema['QuestionItem'];
export type Lesson = Schema['LessonItem'];
export type Key = Schema['ItemKey'];
export type ScenarioNode = Schema['ItemNode'];
export type ScenarioChoice = Schema['ItemMove'];
