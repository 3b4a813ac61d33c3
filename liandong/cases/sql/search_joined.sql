-- Lets the leading case be found by the words of the twin that was merged into it. The twin keeps its own.
-- Parameters: lead, twin (ids of cases).
UPDATE cases_case SET search = COALESCE(search, ''::tsvector) || COALESCE((SELECT search FROM cases_case WHERE id = %(twin)s), ''::tsvector)
WHERE id = %(lead)s
