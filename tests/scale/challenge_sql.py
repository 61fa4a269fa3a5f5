"""The statements that build challenges: running, ended, and settled ones, with jobs and notices."""

INSERT_CHALLENGES = """
INSERT INTO challenge (key, team, owner, leaders, template, form, title, vision, message, reward,
  measure, unit, target, per_person, first_day, last_day, starts_at, ends_at, status, created_at)
SELECT gen_random_uuid(), t.id, p.id, '{}', '', 'team', $7 || ' ' || n,
       'We stand on that stage.', '', '', ($2::text[])[n], '', 200, false, $3::date, $4::date,
       $3::date + interval '4 hours', $4::date + interval '28 hours', $5, $6
FROM team t JOIN person p ON p.team = t.id AND p.role = 'leader'
CROSS JOIN generate_series(1, cardinality($2::text[])) AS n
WHERE t.parent = $1
"""
"""One challenge of each measure $2 for each region below the organisation $1."""
INSERT_SIDES = """
INSERT INTO challenge_team (challenge, team, starts_at, ends_at, duty)
SELECT c.id, t.id, c.starts_at, c.ends_at, 300 FROM challenge c JOIN team t ON t.parent = c.team
WHERE NOT EXISTS (SELECT FROM challenge_team WHERE challenge = c.id)
"""
"""Every team of the region takes part."""
INSERT_STAGES = """
INSERT INTO challenge_stage (challenge, number, title, story, target)
SELECT id, n, 'Stage ' || n, '', 50 * n FROM challenge, generate_series(1, 4) AS n
"""
INSERT_NOTICES = """
INSERT INTO notice (team, challenge, kind, slot, body, at)
SELECT team, challenge, 'kickoff', '', '{"title": "Challenge"}', starts_at FROM challenge_team
"""
INSERT_SETTLE_JOBS = """
INSERT INTO due_job (kind, subject, slot, due_at)
SELECT 'challenge_settle', id::text, version::text, $1 FROM challenge WHERE ends_at < $1
"""
INSERT_NOTICE_JOBS = """
INSERT INTO due_job (kind, subject, slot, due_at)
SELECT 'challenge_notice', format('%s:%s:last_day', c.id, ct.team), c.version::text, $1
FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id WHERE c.ends_at > $1
"""
INSERT_DELIVERY_JOBS = """
INSERT INTO due_job (kind, subject, slot, due_at)
SELECT 'deliver_notice', format('mail:%s:%s:kickoff', team, challenge), '', $1 FROM notice
"""
"""Deliveries by a channel that is not set up: they are done without sending."""
INSERT_DONE_JOBS = """
INSERT INTO due_job (kind, subject, slot, due_at, attempts, done_at)
SELECT 'plan_team', id::text, ($1::date - n)::text, $1::date - n, 1, $1::date - n
FROM team, generate_series(1, 90) AS n WHERE cardinality(path) = 3
"""
"""What the nights of three months have left."""
