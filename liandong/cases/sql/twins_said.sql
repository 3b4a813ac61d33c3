-- Which reports share some rare words with a text and belong to open cases?
-- Parameters: words (a tsquery), placeless (true: only cases that have no place yet), since, own (a case's id), ended.
SELECT c.id, c.number, c.kind, c.lon, c.lat, r.title, r.text, r.place_words, r.reported_at, r.lon IS NOT NULL
FROM cases_case c JOIN cases_report r ON r.case_id = c.id
WHERE c.search @@ %(words)s::tsquery AND c.received_at >= %(since)s AND c.id <> %(own)s
    AND (NOT %(placeless)s OR c.grid IS NULL)
    AND NOT (c.state = ANY(%(ended)s))
ORDER BY c.id DESC
LIMIT 500
