"""The statements that build an organisation: each inserts the rows of everybody, or of one day.

Numbers that look random come from hashes of ids, so that the same size gives the same rows.
"""

INSERT_REGIONS = """
WITH fresh AS (
  SELECT nextval(pg_get_serial_sequence('team', 'id')) AS id, n
  FROM generate_series(1, $2::int) AS n
)
INSERT INTO team (id, parent, path, name, zone, work_days, join_code, created_at)
SELECT id, $1, ARRAY[$1::bigint, id], 'Region ' || n, 'UTC', '{1,2,3,4,5,6,7}',
       'R' || lpad(n::text, 7, '0'), $3 FROM fresh
"""
INSERT_TEAMS = """
WITH fresh AS (
  SELECT nextval(pg_get_serial_sequence('team', 'id')) AS id, n, region.id AS region
  FROM generate_series(1, $2::int) AS n
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM team WHERE parent = $1)
    AS region ON region.place = (n - 1) / $4::int
)
INSERT INTO team (id, parent, path, name, zone, work_days, join_code, created_at)
SELECT id, region, ARRAY[$1::bigint, region, id], 'Site ' || n, 'UTC', '{1,2,3,4,5,6,7}',
       'T' || lpad(n::text, 7, '0'), $3 FROM fresh
"""
INSERT_TEAM_PEOPLE = """
INSERT INTO person (login, name, role, team, secret, created_at, counted_with)
SELECT format('p-%s-%s', t.id, n), 'Person ' || n, CASE n WHEN 1 THEN 'leader' ELSE 'learner' END,
       t.id, '', $1, t.id
FROM team t, generate_series(1, $2::int) AS n WHERE cardinality(t.path) = 3
ORDER BY t.id, n
"""
INSERT_REGION_LEADERS = """
INSERT INTO person (login, name, role, team, secret, created_at)
SELECT format('region-%s', id), 'Leader of ' || name, 'leader', id, '', $1
FROM team WHERE cardinality(path) = 2
"""
INSERT_ADMINS = """
INSERT INTO person (login, name, role, team, secret, created_at)
SELECT 'admin-' || n, 'Admin ' || n, 'admin', $1, '', $2 FROM generate_series(1, 2) AS n
"""

PRACTISED_SQL = "abs(hashint8(p.id * 1009 + $2::int)::bigint) % 100 < $3::int"
"""Whether the person `p` practised on the day number $2: on $3 days of a hundred."""
KEY_SQL = """
(lpad(to_hex((extract(epoch FROM {at}) * 1000)::bigint), 12, '0')
 || '7' || substr({mark}, 1, 3) || '8' || substr({mark}, 4, 15))::uuid
"""
"""A UUIDv7 of an instant, as phones make them. `mark` is a text of hexadecimal digits."""
INSERT_ATTEMPTS_OF_DAY = f"""
INSERT INTO attempt (person, key, question, concept, pack_version, response, sure, correct, grade,
                     points, answered_at, received_at, day, seconds, guess)
SELECT person, {KEY_SQL.format(at="at", mark="mark")}, ($4::text[])[1 + place],
       ($5::text[])[1 + place], $6, '{{"choices": ["a"]}}', true, place % 5 > 0,
       CASE WHEN place % 5 > 0 THEN 3 ELSE 1 END,
       5, at, at, $1::date, 8, 0.5
FROM (
  SELECT p.id AS person, md5(format('%s %s %s', p.id, $2::int, n)) AS mark,
         abs(hashint8(p.id * 31 + $2::int * 2 + n)::bigint) % cardinality($4::text[]) AS place,
         $1::date + interval '6 hours' + (p.id % 36000 + 20 * n) * interval '1 second' AS at
  FROM person p CROSS JOIN generate_series(0, 1) AS n
  WHERE p.role <> 'admin' AND {PRACTISED_SQL}
) AS answered
"""  # noqa: S608 - made of constants
"""$1 the day, $4 questions and $5 their concepts, $6 the pack version."""
INSERT_ENTRIES_OF_DAY = f"""
INSERT INTO ledger_entry (person, cause, points, team, day, earned_at)
SELECT p.id, format(CASE WHEN n = 0 THEN 'concept:%s:%s' ELSE 'checkpoint:%s-%s' END,
                    ($4::text[])[1 + (p.id + $2::int) % cardinality($4::text[])], $1::date),
       10, p.team, $1, $1::date + interval '6 hours' + (p.id % 36000) * interval '1 second'
FROM person p CROSS JOIN generate_series(0, 1) AS n
WHERE p.role <> 'admin' AND {PRACTISED_SQL} AND (n = 0 OR (p.id + $2::int) % 5 = 0)
"""  # noqa: S608 - made of constants
"""$4 concepts. Every fifth break passes a checkpoint, too."""

INSERT_MEMORIES = """
INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
                    reviews, lapses, question, right_days)
SELECT p.id, known.concept, 3 + mark % 40, 1 + mark % 9, $1::date - 3 + (mark % 24)::int,
       $1::date - 1 - (mark % 20)::int, $1::date - 1 - (mark % 20)::int + interval '9 hours',
       3, 1 + mark % 6, 0, known.question, 1
FROM person p CROSS JOIN unnest($2::text[], $3::text[]) AS known (concept, question)
CROSS JOIN LATERAL (SELECT abs(hashint8(p.id * 7 + hashtext(known.concept))::bigint) AS mark) AS m
WHERE p.role <> 'admin'
"""
INSERT_READINGS = """
INSERT INTO lesson_read (person, key, lesson, points, read_at, day, seconds)
SELECT p.id, gen_random_uuid(), lesson, 10, $1::date - 30, $1::date - 30, 80
FROM person p CROSS JOIN unnest($2::text[]) AS lesson WHERE p.role <> 'admin'
"""
INSERT_AWARDS = """
INSERT INTO award (person, badge, earned_at)
SELECT p.id, badge, $1 FROM person p CROSS JOIN unnest($2::text[]) AS badge
WHERE p.role <> 'admin'
"""
INSERT_ROTA_DAYS = """
INSERT INTO rota_day (person, day, works)
SELECT p.id, $1::date + (p.id % 7)::int + 7 * week, false
FROM person p, generate_series(-1, 1) AS week WHERE p.role <> 'admin'
"""
INSERT_MOMENTS = """
INSERT INTO moment (key, giver, receiver, team, kind, trait, sentence, status, paid, day, at)
SELECT gen_random_uuid(), given.giver, p.id, p.team, 'seen', $2, 'Stayed calm with a long queue.',
       CASE WHEN n = 0 AND p.id % 20 = 0 THEN 'waiting' ELSE 'confirmed' END, false,
       $1::date - n, $1::date - n + interval '10 hours'
FROM person p CROSS JOIN generate_series(0, 2) AS n
JOIN (SELECT team, min(id) AS giver FROM person GROUP BY team) AS given ON given.team = p.team
WHERE p.role = 'learner'
"""
INSERT_PHOTO = """
INSERT INTO moment_photo (moment, content_type, content)
SELECT id, 'image/jpeg', decode(repeat('00', 40000), 'hex') FROM moment
WHERE status = 'confirmed' ORDER BY id LIMIT 1
"""

INSERT_PROGRESS = """
INSERT INTO progress (person, points, week, week_points, month, month_points, season,
                      season_points, scored_at, streak, longest_streak, last_day)
SELECT p.id, COALESCE(s.points, 0), s.week, COALESCE(s.week_points, 0), s.month,
       COALESCE(s.month_points, 0), s.season, COALESCE(s.season_points, 0), s.scored_at,
       p.id % 9, 9, s.last_day
FROM person p LEFT JOIN (
  SELECT l.person, newest.week, newest.month, newest.season, newest.day AS last_day,
         sum(l.points) AS points, max(l.earned_at) AS scored_at,
         sum(l.points) FILTER (WHERE l.day >= newest.week) AS week_points,
         sum(l.points) FILTER (WHERE l.day >= newest.month) AS month_points,
         sum(l.points) FILTER (WHERE l.day >= newest.season) AS season_points
  FROM ledger_entry l
  JOIN (SELECT person, max(day) AS day FROM ledger_entry GROUP BY person) AS last USING (person)
  JOIN unnest($1::date[], $2::date[], $3::date[], $4::date[]) AS newest (day, week, month, season)
    ON newest.day = last.day
  GROUP BY l.person, newest.week, newest.month, newest.season, newest.day
) AS s ON s.person = p.id
"""
"""$1 all days, then the first day of the week, month and season of each."""
INSERT_LAST_LEAGUES = """
WITH dealt AS (
  SELECT person, (row_number() OVER (ORDER BY points DESC, person) - 1) / 30 AS number
  FROM progress WHERE last_day IS NOT NULL
), made AS (
  INSERT INTO league (organisation, week, tier, number)
  SELECT DISTINCT $1::bigint, $2::date, 1, number FROM dealt RETURNING id, number
)
INSERT INTO league_member (league, person, week, tier)
SELECT made.id, dealt.person, $2, 1 FROM dealt JOIN made USING (number)
"""
INSERT_AUDIT_ENTRIES = """
INSERT INTO audit_entry (at, person, verb, subject)
SELECT $1::timestamptz - id * interval '10 seconds', id, 'join_team', login FROM person
"""
