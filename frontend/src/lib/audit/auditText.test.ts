import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '#lib/api/types.ts';
import { auditDetails, auditSentence } from './auditText.ts';

type Fields = Partial<Omit<AuditEntry, 'facts'>> & { facts?: Partial<AuditEntry['facts']> };

const entry = ({ facts = {}, ...fields }: Fields): AuditEntry => ({
  id: '1',
  at: '2026-03-02T12:00:00Z',
  verb: 'set_pin',
  group: 'secrets',
  by: { login: 'lea', name: 'Lea' },
  subject_kind: 'person',
  subject: 'anna',
  subject_name: 'Anna',
  ...fields,
  facts: {
    browser: '',
    code: '',
    route: '',
    times: 1,
    sessions: 0,
    points: null,
    reason: null,
    name: null,
    role: null,
    day: null,
    version: null,
    version_before: null,
    team: '',
    teams: 0,
    co_leaders: [],
    fields: [],
    ...facts
  }
});

describe('the sentence of an entry', () => {
  it('names who did it and to whom', () => {
    expect(auditSentence(entry({}))).toMatch(/Lea.*Anna/);
  });

  it('names the operator where nobody was signed in, and nobody where none was let in', () => {
    expect(auditSentence(entry({ by: null }))).toMatch(/^The operator/);
    const refused = entry({ by: null, verb: 'refuse_sign_in', subject: '', subject_name: '' });
    expect(auditSentence(refused)).not.toMatch(/operator|gone/);
  });

  it('names what is gone', () => {
    const gone = entry({ verb: 'cancel_challenge', subject_kind: 'challenge', subject_name: '' });
    expect(auditSentence(gone)).toBe('Lea cancelled something that is gone');
  });
});

describe('what stands below it', () => {
  it('says why somebody was refused, and how often', () => {
    const refused = entry({
      verb: 'refuse_sign_in',
      group: 'refusals',
      facts: { code: 'session.too_many_guesses', times: 100 }
    });
    expect(auditDetails(refused)).toEqual([
      'Too many tries.',
      'At least 100 times within an hour.'
    ]);
  });

  it('does not say whether a record of others is there', () => {
    const texts = ['challenge.unknown', 'moment.unknown', 'team.not_led'].map((code) =>
      auditDetails(entry({ verb: 'refuse_access', group: 'refusals', facts: { code } }))
    );
    expect(new Set(texts.flat()).size).toBe(1);
  });

  it('names the team of a publication, or the number of teams', () => {
    const published = { verb: 'publish_pack', group: 'packs', subject_kind: 'pack' } as const;
    const one = entry({ ...published, facts: { version: 2, team: 'Shop', teams: 1 } });
    expect(auditDetails(one)).toEqual(['In Shop.']);
    const many = entry({ ...published, facts: { version: 2, teams: 3, version_before: 4 } });
    expect(auditDetails(many)).toEqual(['Before, it was version 4.', 'In 3 teams.']);
  });

  it('is empty where there is no more to say', () => {
    expect(auditDetails(entry({}))).toEqual([]);
  });
});
