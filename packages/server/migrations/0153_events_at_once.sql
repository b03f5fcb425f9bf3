-- Events are written where they stay, in the transaction that made them. What waits for the relay is one note of that transaction, which
-- says what it made, instead of a copy of every event that is moved.
ALTER TABLE notifications.events SET SCHEMA platform;

ALTER TABLE platform.outbox RENAME TO outbox_before;
ALTER TABLE platform.outbox_before RENAME CONSTRAINT outbox_pkey TO outbox_before_pkey;

-- The events of one transaction that the relay has not heard of, as arrays that are read in step; nearly empty at all times.
CREATE TABLE platform.outbox (
  -- that of the first event
  id uuid PRIMARY KEY,
  event_ids uuid[] NOT NULL,
  types text[] NOT NULL,
  -- shorter where the last are NULL
  merchant_ids uuid[] NOT NULL,
  -- public ids and page tokens of each event, separated by spaces
  topics text[] NOT NULL,
  created_at timestamptz NOT NULL
  -- Rows live for milliseconds: what they leave behind is cleared by their number, not by the size of the table.
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

INSERT INTO platform.events (id, type, merchant_id, object, created_at)
SELECT id, type, merchant_id, object, created_at FROM platform.outbox_before ORDER BY id;
INSERT INTO platform.outbox (id, event_ids, types, merchant_ids, topics, created_at)
SELECT id, ARRAY[id], ARRAY[type], ARRAY[merchant_id], ARRAY[topics], created_at FROM platform.outbox_before;
DROP TABLE platform.outbox_before;

GRANT SELECT, INSERT, DELETE, UPDATE ON platform.outbox TO feiqian_app;
