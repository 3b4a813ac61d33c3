-- Who listens is told of every case that comes or changes, when the transaction that did it commits: its number in the table,
-- whether it is new, and each (area, unit, kind, units involved) under which it was and is seen. Codes only, not a word of the case.
CREATE FUNCTION desks_tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seen json := json_build_array(NEW.area, NEW.unit, NEW.kind, NEW.involved);
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.area, OLD.unit, OLD.kind, OLD.involved) IS DISTINCT FROM (NEW.area, NEW.unit, NEW.kind, NEW.involved) THEN
        seen := json_build_array(seen, json_build_array(OLD.area, OLD.unit, OLD.kind, OLD.involved));
    ELSE
        seen := json_build_array(seen);
    END IF;
    PERFORM pg_notify('liandong_cases', json_build_object('case', NEW.id, 'new', TG_OP = 'INSERT', 'seen', seen)::text);
    RETURN NULL;
END $$;

CREATE TRIGGER desks_tell_change AFTER INSERT OR UPDATE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION desks_tell_change();
