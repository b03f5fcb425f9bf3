-- The application's role, the idempotency keys and the transactional outbox.

-- Roles belong to the cluster: another database of the same cluster may be migrating at this moment.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'feiqian_app') THEN
    CREATE ROLE feiqian_app NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'feiqian_app', 'MEMBER') THEN
    EXECUTE format('GRANT feiqian_app TO %I', current_user);
  END IF;
EXCEPTION
  WHEN unique_violation THEN NULL;
END
$$;

CREATE SCHEMA platform;

-- One row per finished command: what was asked under this key and what was answered (declines included). The id is the
-- first half of SHA-256 over caller, endpoint and key.
CREATE TABLE platform.idempotency_keys (
  id uuid PRIMARY KEY,
  request_hash bytea NOT NULL,
  status smallint NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX idempotency_keys_created_at ON platform.idempotency_keys USING brin (created_at);

-- Events that wait to be relayed; nearly empty at all times.
CREATE TABLE platform.outbox (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  merchant_id uuid,
  topics text NOT NULL,
  object json NOT NULL,
  created_at timestamptz NOT NULL
  -- Rows live for milliseconds: what they leave behind is cleared by their number, not by the size of the table.
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

GRANT USAGE ON SCHEMA platform TO feiqian_app;
GRANT SELECT, INSERT, DELETE ON platform.idempotency_keys TO feiqian_app;
GRANT SELECT, INSERT, DELETE, UPDATE ON platform.outbox TO feiqian_app;
