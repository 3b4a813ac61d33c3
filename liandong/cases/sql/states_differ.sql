-- Which cases stand in another state than the one their last entry with a state left? (Intake's entries name the state by
-- their kind, later ones carry it in their data.)
SELECT number, state, told FROM (
    SELECT c.number, c.state, (
        SELECT COALESCE(e.data->>'state', CASE e.kind WHEN 'case.assigned' THEN 'assigned' WHEN 'case.filed' THEN 'triaged'
            ELSE 'received' END)
        FROM journal_entry e
        WHERE e.subject = 'case:' || c.id AND (e.data ? 'state' OR e.kind IN ('case.received', 'case.filed', 'case.assigned'))
        ORDER BY e.seq DESC LIMIT 1) AS told
    FROM cases_case c) AS both_sides
WHERE told IS DISTINCT FROM state
LIMIT 100
