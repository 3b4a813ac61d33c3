-- Which reports lie near a place and belong to cases that are open, or were closed lately?
-- Cases of another class than `class` are only taken from the inner box: farther off no words could make them twins.
-- Parameters: grids (codes within reach), since, lately, west, south, east, north (degrees CGCS2000), inner_west and so on,
-- class (the first letters of a kind's code, null where none is known), own (a case's id), ended.
SELECT c.id, c.number, c.kind, c.lon, c.lat, r.title, r.text, r.place_words, r.reported_at, r.lon IS NOT NULL
FROM (
    SELECT * FROM cases_case WHERE area = ANY(%(grids)s) AND NOT (state = ANY(%(ended)s))
    UNION ALL
    SELECT * FROM cases_case WHERE area = ANY(%(grids)s) AND received_at >= %(since)s AND state = 'closed' AND closed_at >= %(lately)s
) AS c JOIN cases_report r ON r.case_id = c.id
WHERE c.received_at >= %(since)s AND c.id <> %(own)s
    AND c.lon BETWEEN %(west)s AND %(east)s AND c.lat BETWEEN %(south)s AND %(north)s
    AND (%(class)s::text IS NULL OR c.kind IS NULL OR left(c.kind, 3) = %(class)s
        OR (c.lon BETWEEN %(inner_west)s AND %(inner_east)s AND c.lat BETWEEN %(inner_south)s AND %(inner_north)s))
ORDER BY c.id DESC
LIMIT 2000
