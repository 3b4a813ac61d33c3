-- A town's history, set-wise: cases with one report, a suggestion and a journal each, from the ready examples in
-- bench.example. The newest cases are the ones still open. Statements are divided by a line with one semicolon.
-- Parameters: cases, open, examples, days (how far the history reaches back).
CREATE TABLE bench.made AS
SELECT g AS id, e.*, s.state, at,
    CASE WHEN s.state IN ('received', 'triaged') THEN NULL ELSE e.holder END AS unit,
    CASE WHEN s.state IN ('verified', 'suspended', 'closed', 'refused', 'void') THEN NULL
        ELSE now() + interval '10 days' * power((hashint4(g * 3) & 65535) / 65535.0, 2) - interval '1 day' END AS stage_due_at
FROM generate_series(1, %(cases)s) AS g
JOIN bench.example AS e ON e.example = 1 + (hashint4(g) & 1073741823) %% %(examples)s
CROSS JOIN LATERAL (SELECT (hashint4(g * 7) & 65535) / 65536.0 AS dice, g > %(cases)s - %(open)s AS open) AS d
CROSS JOIN LATERAL (SELECT CASE
    WHEN NOT open THEN CASE WHEN dice < 0.93 THEN 'closed' WHEN dice < 0.98 THEN 'refused' ELSE 'void' END
    WHEN dice < 0.04 THEN 'received' WHEN dice < 0.10 THEN 'triaged' WHEN dice < 0.20 THEN 'assigned'
    WHEN dice < 0.70 THEN 'accepted' WHEN dice < 0.80 THEN 'handled' WHEN dice < 0.94 THEN 'verified' ELSE 'suspended' END AS state) AS s
CROSS JOIN LATERAL (SELECT now() - interval '1 day' * %(days)s * (1 - g::float8 / %(cases)s) AS at) AS t
;
INSERT INTO cases_case (id, number, title, state, urgency, kind, grid, area, lon, lat, place, channel, unit, rule, pending,
    handled_unit, returned, reopened, reworked, extended, received_at, filed_at, assigned_at, handled_at, verified_at,
    closed_at, stage_due_at, due_at, search)
SELECT id, to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYMMDD') || '-' || to_char(id, 'FM0000000'), title, state, urgency,
    CASE WHEN state <> 'received' THEN kind END, grid, grid, lon, lat, place, channel, unit,
    CASE WHEN unit IS NOT NULL THEN rule END, CASE WHEN state = 'accepted' AND id %% 50 = 0 THEN 'extension' END,
    CASE WHEN state IN ('handled', 'verified', 'closed') THEN unit END, 0, 0, 0, 0, at,
    CASE WHEN state <> 'received' THEN at END, CASE WHEN unit IS NOT NULL THEN at END,
    CASE WHEN state IN ('handled', 'verified', 'closed') THEN at + interval '2 days' END,
    CASE WHEN state IN ('verified', 'closed') THEN at + interval '3 days' END,
    CASE WHEN state = 'closed' THEN at + interval '8 days' END, stage_due_at, at + interval '15 days', words
FROM bench.made
;
INSERT INTO access_identity (id, sealed, masked_name, masked_phone, confidential, created_at)
SELECT md5('i' || id)::uuid, decode(repeat(md5('s' || id), 3), 'hex'), '测**', '138****0000', false, at FROM bench.made
;
INSERT INTO cases_report (case_id, identity_id, channel, title, text, lon, lat, place_words, reported_at, received_at)
SELECT id, md5('i' || id)::uuid, channel, title, text, lon, lat, place, at, at FROM bench.made
;
INSERT INTO cases_suggestion (case_id, model, candidates, accepted)
SELECT id, 'bench', jsonb_build_array(jsonb_build_object('kind', kind, 'confidence', 0.9, 'words', '[]'::jsonb)), true
FROM bench.made
;
INSERT INTO journal_entry (subject, seq, kind, at, actor, data, key, hash)
SELECT 'case:' || id, step.seq, step.kind, at + interval '1 hour' * step.seq, 'system',
    jsonb_build_object('title', title, 'kind', made.kind, 'unit', unit, 'grid', grid),
    CASE WHEN step.seq = 1 THEN 'bench:' || id END, decode(repeat(md5(id::text), 2), 'hex')
FROM bench.made CROSS JOIN LATERAL (
    SELECT * FROM (VALUES (1, 'case.received'), (2, 'case.placed'), (3, 'case.filed'), (4, 'case.assigned')) AS v(seq, kind)
    WHERE v.seq <= CASE WHEN state = 'received' THEN 2 WHEN state = 'triaged' THEN 3 ELSE 4 END
) AS step
;
DROP TABLE bench.made
;
