-- Open cases of the last fortnight with one report each, from the ready examples in bench.example, scattered around their grids.
-- Statements are divided by a line with one semicolon. Parameters: first, last (ids), open (cases in all), examples.
CREATE TABLE bench.made AS
SELECT g AS id, e.*, e.lon + ((hashint4(g * 5) & 65535) / 65535.0 - 0.5) * 0.002 AS x,
    e.lat + ((hashint4(g * 11) & 65535) / 65535.0 - 0.5) * 0.002 AS y, (hashint4(g * 7) & 65535) / 65536.0 AS dice,
    now() - interval '14 days' * (1 - g::float8 / %(open)s) AS at
FROM generate_series(%(first)s, %(last)s) AS g
JOIN bench.example AS e ON e.example = 1 + (hashint4(g) & 1073741823) %% %(examples)s
;
INSERT INTO cases_case (id, number, title, state, urgency, kind, grid, area, lon, lat, place, channel, unit, rule,
    returned, reopened, reworked, extended, received_at, filed_at, assigned_at, stage_due_at, due_at, search)
SELECT id, 'B' || id, title, CASE WHEN dice < 0.05 THEN 'received' ELSE 'accepted' END, urgency, kind,
    CASE WHEN dice >= 0.05 THEN grid END, CASE WHEN dice >= 0.05 THEN grid ELSE left(grid, 6) END,
    CASE WHEN dice >= 0.05 THEN x END, CASE WHEN dice >= 0.05 THEN y END, place, channel,
    CASE WHEN dice >= 0.05 THEN holder END, NULL, 0, 0, 0, 0, at, at, at, at + interval '2 days', at + interval '9 days', words
FROM bench.made
;
INSERT INTO cases_report (case_id, channel, title, text, lon, lat, place_words, reported_at, received_at)
SELECT id, channel, title, text, CASE WHEN dice >= 0.05 THEN x END, CASE WHEN dice >= 0.05 THEN y END, place, at, at FROM bench.made
;
DROP TABLE bench.made
;
VACUUM ANALYZE cases_case
;
VACUUM ANALYZE cases_report
