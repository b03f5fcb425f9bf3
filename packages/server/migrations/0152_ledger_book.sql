-- Booking in one statement: it goes on only if every account that it names could be moved.

-- Raises a serialization failure, upon which the whole transaction runs again, where an account could not be moved: less is available
-- than when it was read.
CREATE FUNCTION ledger.all_moved(moved bigint, expected bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF moved <> expected THEN
    RAISE EXCEPTION 'balances have changed since they were read: % of % accounts could be moved', moved, expected USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN true;
END
$$;
