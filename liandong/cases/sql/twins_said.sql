-- Which reports share some rare words with a text and belong to open cases? Those that share most come first. The cases are found
-- before they are put in order, so that the index on words is used and not a walk through all of them.
-- Parameters: words (a tsquery), since, own (a case's id), ended.
WITH alike AS MATERIALIZED (
    SELECT id, number, kind, lon, lat, search FROM cases_case
    WHERE search @@ %(words)s::tsquery AND NOT (state = ANY(%(ended)s)) AND received_at >= %(since)s AND id <> %(own)s
), nearest AS (
    SELECT id, number, kind, lon, lat FROM alike ORDER BY ts_rank(search, %(words)s::tsquery) DESC, id DESC LIMIT 100
)
SELECT c.id, c.number, c.kind, c.lon, c.lat, r.title, r.text, r.place_words, r.reported_at, r.lon IS NOT NULL
FROM nearest c JOIN cases_report r ON r.case_id = c.id
