-- Who listens is told of every call and every seat that changes, when the transaction that did it commits: which one, and not a word of it.
CREATE FUNCTION hotline_tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('liandong_calls', json_build_object(TG_ARGV[0], to_jsonb(NEW) -> TG_ARGV[1])::text);
    RETURN NULL;
END $$;

CREATE TRIGGER hotline_tell_call AFTER INSERT OR UPDATE OF state, outcome ON hotline_phonecall
    FOR EACH ROW EXECUTE FUNCTION hotline_tell_change('call', 'id');
CREATE TRIGGER hotline_tell_seat AFTER INSERT OR UPDATE OF state ON hotline_seat
    FOR EACH ROW EXECUTE FUNCTION hotline_tell_change('seat', 'account_id');
