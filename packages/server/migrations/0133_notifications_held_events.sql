-- Events that a consumer failed on: they went on their way without it, and wait here until it takes them.
CREATE TABLE notifications.held_events (
  consumer text NOT NULL,
  event_id uuid NOT NULL REFERENCES notifications.events,
  topics text NOT NULL,
  failures integer NOT NULL,
  next_at timestamptz NOT NULL,
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX held_events_due ON notifications.held_events (consumer, next_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON notifications.held_events TO feiqian_app;
