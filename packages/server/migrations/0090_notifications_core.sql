-- Notifications: the event history, the endpoints of merchants, and what was sent to them with which result.

CREATE SCHEMA notifications;

-- Every event that the relay moved out of platform.outbox. Rows are never changed.
CREATE TABLE notifications.events (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  merchant_id uuid,
  object json NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX events_by_merchant ON notifications.events (merchant_id, id);
-- Rows arrive in order of time, so a range (replay) finds its blocks cheaply.
CREATE INDEX events_by_time ON notifications.events USING brin (created_at);

CREATE TABLE notifications.endpoints (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL,
  url text NOT NULL,
  description text,
  -- '{*}' for every type
  event_types text[] NOT NULL CHECK (cardinality(event_types) BETWEEN 1 AND 100),
  state text NOT NULL CHECK (state IN ('enabled', 'disabled', 'deleted')),
  -- by_request, gone (the receiver answered 410), failing (a delivery used up its attempts and nothing had succeeded since)
  disabled_reason text CHECK (disabled_reason IN ('by_request', 'gone', 'failing')),
  -- sealed with the platform's key; the previous one signs too until its time is over
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_secret_until timestamptz,
  -- written at most once a minute
  last_success_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((state = 'disabled') = (disabled_reason IS NOT NULL)),
  CHECK ((previous_secret IS NULL) = (previous_secret_until IS NULL))
);
CREATE INDEX endpoints_by_merchant ON notifications.endpoints (merchant_id, id);

-- One row for one event at one endpoint; a replay is a new row that names the old one where it had one.
CREATE TABLE notifications.deliveries (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  merchant_id uuid NOT NULL,
  endpoint_id uuid NOT NULL REFERENCES notifications.endpoints,
  event_id uuid NOT NULL REFERENCES notifications.events,
  replay_of uuid REFERENCES notifications.deliveries,
  state text NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed', 'canceled')),
  attempts integer NOT NULL DEFAULT 0,
  -- when to send next; while a sender has it, the end of that sender's lease
  next_attempt_at timestamptz,
  last_status integer,
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
  CHECK ((state = 'pending') = (finished_at IS NULL))
);
CREATE INDEX deliveries_waiting ON notifications.deliveries (endpoint_id, next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_by_merchant ON notifications.deliveries (merchant_id, id);
CREATE INDEX deliveries_by_event ON notifications.deliveries (event_id);
CREATE INDEX deliveries_by_endpoint ON notifications.deliveries (endpoint_id, id);

-- The log of what was sent and what came back: at most the first 4 KB of the answer.
CREATE TABLE notifications.delivery_attempts (
  delivery_id uuid NOT NULL REFERENCES notifications.deliveries,
  number integer NOT NULL,
  attempted_at timestamptz NOT NULL,
  duration_ms integer NOT NULL,
  url text NOT NULL,
  request_headers json NOT NULL,
  response_status integer,
  response_body text,
  error text,
  PRIMARY KEY (delivery_id, number)
);

GRANT USAGE ON SCHEMA notifications TO feiqian_app;
GRANT SELECT, INSERT ON notifications.events TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON notifications.endpoints TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON notifications.deliveries TO feiqian_app;
GRANT SELECT, INSERT ON notifications.delivery_attempts TO feiqian_app;
