-- The audit trail: one leaf for each command, appended in the transaction of what it tells of. Nobody may change or delete a leaf.
CREATE SCHEMA audit;

CREATE TABLE audit.leaves (
  id uuid PRIMARY KEY,
  actor text NOT NULL,
  action text NOT NULL,
  subject text,
  result text NOT NULL,
  request_id text NOT NULL,
  request_hash bytea,
  at timestamptz NOT NULL
);
COMMENT ON TABLE audit.leaves IS 'Unchained leaves; a sequencer numbers them into the transparency log.';

-- "Everything that happened to this payment": subjects are time-ordered ids, so the index grows at its right edge.
CREATE INDEX leaves_subject ON audit.leaves (subject) WHERE subject IS NOT NULL;

GRANT USAGE ON SCHEMA audit TO feiqian_app;
GRANT SELECT, INSERT ON audit.leaves TO feiqian_app;
