-- Receives many reports as cases in one statement: identities, cases, reports, suggestions, journal entries, photos and
-- one job, from one jsonb array. It writes tables of other packages because intake is the one hot door: each round trip
-- saved is a tenth of its cost. Rows whose key the journal knows already are passed over; the caller answers them from there.
-- Parameters: rows (jsonb array, see intake.row), task, queue, answered (text array: fact kinds somebody reacts to).
WITH asked AS MATERIALIZED (
    SELECT ord, row, nextval('cases_case_id_seq') AS id, nextval('cases_report_id_seq') AS report,
           nextval('cases_number_seq') AS running
    FROM jsonb_array_elements(%(rows)s::jsonb) WITH ORDINALITY AS given(row, ord)
    WHERE NOT EXISTS (SELECT FROM journal_entry WHERE key = row->>'key')
), people AS (
    INSERT INTO access_identity (id, sealed, masked_name, masked_phone, confidential, created_at)
    SELECT p.id, decode(p.sealed, 'base64'), p.masked_name, p.masked_phone, p.confidential, p.created_at
    FROM asked, jsonb_to_record(row->'person')
        AS p(id uuid, sealed text, masked_name text, masked_phone text, confidential boolean, created_at timestamptz)
    WHERE row ? 'person'
), made AS (
    INSERT INTO cases_case (id, number, title, state, urgency, kind, grid, area, lon, lat, place, channel, unit, rule,
        returned, reopened, reworked, extended, received_at, filed_at, assigned_at, stage_at, begun_at,
        stage_due_at, due_at, answer_due_at, next_alarm_at, search)
    SELECT asked.id, c.number_day || '-' || to_char(running - c.number_base, 'FM9999990000'), c.title, c.state, c.urgency,
        c.kind, c.grid, c.area, c.lon, c.lat, c.place, c.channel, c.unit, c.rule, 0, 0, 0, 0,
        c.received_at, c.filed_at, c.assigned_at, c.stage_at, c.begun_at, c.stage_due_at, c.due_at, c.answer_due_at,
        c.next_alarm_at, to_tsvector('simple', c.search)
    FROM asked, jsonb_to_record(row->'case') AS c(number_day text, number_base bigint, title text, state text,
        urgency text, kind text, grid text, area text, lon float8, lat float8, place text, channel text, unit text,
        rule text, received_at timestamptz, filed_at timestamptz, assigned_at timestamptz, stage_at timestamptz,
        begun_at timestamptz, stage_due_at timestamptz, due_at timestamptz, answer_due_at timestamptz,
        next_alarm_at timestamptz, search text)
    RETURNING id, number
), reported AS (
    INSERT INTO cases_report (id, case_id, identity_id, channel, title, text, lon, lat, place_words, reported_at, received_at)
    SELECT asked.report, asked.id, (row->'person'->>'id')::uuid, r.channel, r.title, r.text, r.lon, r.lat, r.place_words,
        r.reported_at, r.received_at
    FROM asked, jsonb_to_record(row->'report') AS r(channel text, title text, text text, lon float8, lat float8,
        place_words text, reported_at timestamptz, received_at timestamptz)
), suggested AS (
    INSERT INTO cases_suggestion (case_id, model, candidates, accepted)
    SELECT asked.id, s.model, s.candidates, s.accepted
    FROM asked, jsonb_to_record(row->'suggestion') AS s(model text, candidates jsonb, accepted boolean)
    WHERE row ? 'suggestion'
), written AS (
    INSERT INTO journal_entry (subject, seq, kind, at, actor, data, key, hash)
    SELECT 'case:' || asked.id, e.seq, e.kind, e.at, e.actor, e.data, e.key, decode(e.hash, 'hex')
    FROM asked, jsonb_to_recordset(row->'entries')
        AS e(seq int, kind text, at timestamptz, actor text, data jsonb, key text, hash text)
    RETURNING id, kind
), deferred AS (
    SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(%(queue)s::text, %(task)s::text, 0, NULL, NULL,
        jsonb_build_object('entries', jsonb_agg(id)), NULL)::procrastinate_job_to_defer_v1]) AS jobs
    FROM written WHERE kind = ANY(%(answered)s::text[]) HAVING count(*) > 0
), pictured AS (
    UPDATE files_file SET subject = 'case:' || asked.id, role = 'report'
    FROM asked, jsonb_array_elements_text(row->'photos') AS photo
    WHERE files_file.id = photo::uuid AND files_file.subject IS NULL
    RETURNING files_file.id
)
-- `deferred` must be read here: a WITH query that only selects is not run unless somebody asks for its rows.
SELECT asked.ord::int, asked.id, made.number, asked.report
FROM asked JOIN made USING (id) CROSS JOIN (SELECT count(jobs) FROM deferred) AS told ORDER BY asked.ord
