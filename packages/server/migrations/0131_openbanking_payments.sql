-- Payments that third parties order for people, single ones and variable recurring ones, and what third parties are told of.

CREATE SCHEMA IF NOT EXISTS openbanking;

-- What a third party submitted under a consent. It is paid by one payment of the payments domain, or rejected with a reason; rows
-- never change afterwards: how the payment stands is the payment's to say.
CREATE TABLE openbanking.payment_orders (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('domestic', 'vrp')),
  consent_id uuid NOT NULL,
  third_party_id uuid NOT NULL,
  holder_id uuid NOT NULL,
  merchant_id uuid NOT NULL,
  payment_id uuid,
  -- The code of the refusal that rejected it.
  rejection text,
  instruction_identification text NOT NULL,
  end_to_end_identification text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency char(3) NOT NULL,
  -- Data and Risk as they were submitted.
  request json NOT NULL,
  -- Where a refund may go, when the third party asked and the person agreed.
  refund_account json,
  created_at timestamptz NOT NULL,
  CHECK ((payment_id IS NULL) = (rejection IS NOT NULL))
);
-- One payment under a consent to a single payment, whatever happens.
CREATE UNIQUE INDEX payment_orders_single ON openbanking.payment_orders (consent_id) WHERE kind = 'domestic';
-- An instruction is carried out once, also when it comes again under another idempotency key. Single payments, which have one each, are
-- among them so that the orders of any consent are found by it.
CREATE UNIQUE INDEX payment_orders_instruction ON openbanking.payment_orders (consent_id, instruction_identification);
CREATE INDEX payment_orders_payment ON openbanking.payment_orders (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX payment_orders_third_party ON openbanking.payment_orders (third_party_id, id);

-- What a third party wants to be told of: by polling, or at a URL of its own. One of each kind at a time.
CREATE TABLE openbanking.event_subscriptions (
  id uuid PRIMARY KEY,
  third_party_id uuid NOT NULL,
  -- callback_url: the older resource, which hears of resource-update alone.
  kind text NOT NULL CHECK (kind IN ('event_subscription', 'callback_url')),
  callback_url text CHECK (length(callback_url) <= 2000),
  version text NOT NULL,
  -- NULL: every type there is.
  event_types text[] CHECK (cardinality(event_types) BETWEEN 1 AND 20),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  CHECK (kind <> 'callback_url' OR callback_url IS NOT NULL)
);
CREATE UNIQUE INDEX event_subscriptions_current ON openbanking.event_subscriptions (third_party_id, kind) WHERE deleted_at IS NULL;

-- One event notification (security event token, RFC 8417) to one third party. The claims are frozen when the event was heard;
-- signing is done anew for every sending, with the key of the time.
CREATE TABLE openbanking.event_notifications (
  -- The token's jti.
  id uuid PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES openbanking.event_subscriptions,
  third_party_id uuid NOT NULL,
  event_type text NOT NULL,
  claims json NOT NULL,
  -- acknowledged: by 202, or by its jti in a poll. refused: the third party says that it cannot use it. canceled: the subscription ended.
  state text NOT NULL CHECK (state IN ('outstanding', 'acknowledged', 'refused', 'canceled')),
  -- When to push next; while a sender has it, the end of that sender's lease. NULL: it is polled, or pushing was given up.
  next_attempt_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_status integer,
  -- What the third party had to say against it.
  error json,
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  CHECK ((state = 'outstanding') = (finished_at IS NULL)),
  CHECK (state = 'outstanding' OR next_attempt_at IS NULL)
) WITH (fillfactor = 80);
CREATE INDEX event_notifications_due ON openbanking.event_notifications (subscription_id, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX event_notifications_outstanding ON openbanking.event_notifications (third_party_id, id) WHERE state = 'outstanding';
-- Since when they are done with, or wait: what is forgotten in time.
CREATE INDEX event_notifications_age ON openbanking.event_notifications (coalesce(finished_at, created_at));
CREATE INDEX event_notifications_third_party ON openbanking.event_notifications (third_party_id, id);

-- The log of what was pushed and what came back: at most the first 4 KB of the answer.
CREATE TABLE openbanking.event_attempts (
  notification_id uuid NOT NULL REFERENCES openbanking.event_notifications ON DELETE CASCADE,
  number integer NOT NULL,
  attempted_at timestamptz NOT NULL,
  duration_ms integer NOT NULL,
  url text NOT NULL,
  response_status integer,
  response_body text,
  error text,
  PRIMARY KEY (notification_id, number)
);

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
SELECT uuidv7(), key, value::jsonb, source, note, valid_from::timestamptz, clock_timestamp()
FROM (VALUES
  ('openbanking.payments', '{"cut_off": "none", "consent_seconds": 86400}',
    'institution; UK Open Banking Read/Write v4.0, domestic-payment-consents, leaves both to the account provider',
    'cut_off: time of the day (HH:MM) in the institution''s time zone after which a payment ordered for that day is refused; none: payments from the balance are booked round the clock. consent_seconds: how long a consent to one payment can be used.', '2016-07-01T00:00:00+08:00'),
  ('openbanking.events', '{"poll_seconds": 20, "poll_events_max": 100, "retention_days": 90}',
    'institution; UK Open Banking Read/Write v4.0, aggregated polling, leaves them to the account provider',
    'How long a poll that may wait is held open, how many events it answers with at the most, and how long event notifications are kept once they are done with, or while nobody takes them.', '2016-07-01T00:00:00+08:00')
) AS t (key, value, source, note, valid_from);

GRANT USAGE ON SCHEMA openbanking TO feiqian_app;
GRANT SELECT, INSERT ON openbanking.payment_orders TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON openbanking.event_subscriptions TO feiqian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON openbanking.event_notifications TO feiqian_app;
GRANT SELECT, INSERT, DELETE ON openbanking.event_attempts TO feiqian_app;
