-- Which reports lie near a place and belong to cases that are open, or were closed lately?
-- Parameters: grids (codes within reach), since, lately, west, south, east, north (degrees CGCS2000), own (a case's id), ended.
SELECT c.id, c.number, c.kind, c.lon, c.lat, r.title, r.text, r.place_words, r.reported_at, r.lon IS NOT NULL
FROM (
    SELECT * FROM cases_case WHERE area = ANY(%(grids)s) AND NOT (state = ANY(%(ended)s))
    UNION ALL
    SELECT * FROM cases_case WHERE area = ANY(%(grids)s) AND received_at >= %(since)s AND state = 'closed' AND closed_at >= %(lately)s
) AS c JOIN cases_report r ON r.case_id = c.id
WHERE c.received_at >= %(since)s AND c.id <> %(own)s
    AND c.lon BETWEEN %(west)s AND %(east)s AND c.lat BETWEEN %(south)s AND %(north)s
ORDER BY c.id DESC
LIMIT 2000
