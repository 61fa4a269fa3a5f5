/**
 * Short names for the types of the API. They come from the OpenAPI document by `schema.d.ts`
 * (`npm run types`). Times are RFC 3339. Days are `YYYY-MM-DD` in the team's time zone.
 */
import type { components, paths } from './schema';

type Schema = components['schemas'];

export type Role = Schema['OwnProfile']['role'];
export type Confidence = Attempt['confidence'];
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
export type UnitType = Challenge['measure']['unit_type'];
/** Only the fields that change. */
export type ChallengeEdit = Partial<Schema['ChallengeChanges']>;
export type Pace = Schema['ChallengePace'];
export type CoLeader = Schema['CoLeaderChoice'];
export type Token = Schema['ChallengeTokenView'];
export type NewToken = Schema['NewFigureToken'];
export type EnteredFigure = Schema['EnteredFigure'];
export type EnteredFigures = Schema['EnteredFigures'];
export type FigureCorrection = Schema['FigureCorrection'];
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
export type Wall = Schema['WallView'];
export type Preview = Schema['ChallengePreview'];
export type Moment = Schema['MomentView'];
export type NewMoment = Schema['MomentRequest'];
export type Waiting = Schema['WaitingMoments'];
export type Feed = Schema['MomentFeed'];
export type Choices = Schema['MomentChoices'];
export type Points = Schema['PointsPage'];
export type Changes = Schema['ChangesPage'];
export type DaysOff = Schema['DaysOffView'];
export type Rota = Schema['RotaSummary'];
export type RotaColumn = Schema['RotaColumn'];
export type RotaDates = Schema['RotaLayout']['dates'];
export type PersonsRota = Schema['PersonRotaSummary'];
export type TeamChange = Schema['TeamRequest'];
export type MemberChange = Schema['MemberRequest'];
export type OwnSession = Schema['OwnSession'];
export type Passkey = Schema['PasskeyView'];
export type PasskeyOptions = Schema['PasskeyOptions'];
export type PasskeyProof = Schema['PasskeySignIn'];
export type NewPasskey = Schema['NewPasskey'];
export type Member = Schema['TeamMember'];
export type Team = Schema['LedTeam'];
export type TeamLine = Schema['TeamTreeNode'];
export type JoinCode = Schema['JoinCode'];
export type Finding = Schema['ImportFinding'];
export type PackImport = Schema['PackImportView'];
export type ImportStatus = PackImport['status'];
export type Pack = Schema['PackOverview'];
export type PackVersion = Schema['PackVersionSummary'];
export type AuditPage = Schema['AuditLogPage'];
export type AuditEntry = Schema['AuditEntryView'];
export type AuditGroup = AuditEntry['group'];
/** The filters of the audit log that are set. */
export type AuditQuery = NonNullable<paths['/api/audit']['get']['parameters']['query']>;
export type Outcome = Schema['EntryOutcome'];
export type Receipt = Schema['AttemptReceipt'];
export type Today = Schema['TodaysBreak'];
export type Practice = Schema['ExtraPractice'];

export type Attempt = Schema['AttemptSubmission'];
export type Read = Schema['ReadingSubmission'];
/** Which field is set depends on the form. */
export type Response = Schema['AttemptResponse'];

export type Item = Today['items'][number];
export type Question = Schema['QuestionItem'];
export type Lesson = Schema['LessonItem'];
export type Key = Schema['ItemKey'];
export type ScenarioNode = Schema['ItemNode'];
export type ScenarioChoice = Schema['ItemMove'];
