-- How large a share of the cases hold each of the commonest words? PostgreSQL keeps it since it last analysed the table.
SELECT word, share FROM pg_stats,
    unnest(most_common_elems::text::text[], most_common_elem_freqs[1:cardinality(most_common_elems::text::text[])]) AS kept(word, share)
WHERE schemaname = current_schema() AND tablename = 'cases_case' AND attname = 'search'
