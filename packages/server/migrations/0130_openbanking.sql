-- Open banking: what is published about its endpoints, per day, shared by all nodes.
CREATE SCHEMA IF NOT EXISTS openbanking;

-- How requests were answered and how long that took; written in batches, added up by every node.
CREATE TABLE openbanking.endpoint_days (
  day date NOT NULL,
  endpoint text NOT NULL,
  succeeded bigint NOT NULL CHECK (succeeded >= 0),
  -- Answered with 4xx: the request was at fault.
  refused bigint NOT NULL CHECK (refused >= 0),
  -- Answered with 5xx: this server was.
  failed bigint NOT NULL CHECK (failed >= 0),
  duration_ms_sum double precision NOT NULL,
  -- Requests by the upper bounds that the program lists, and one for the rest.
  buckets bigint[] NOT NULL,
  PRIMARY KEY (day, endpoint)
);

-- In which minutes of the day, UTC, some node could answer: it wrote here.
CREATE TABLE openbanking.uptime_days (
  day date PRIMARY KEY,
  minutes bit(1440) NOT NULL
);

GRANT USAGE ON SCHEMA openbanking TO feiqian_app;
GRANT SELECT, INSERT, UPDATE ON openbanking.endpoint_days, openbanking.uptime_days TO feiqian_app;
