-- What is looked up with every statement and every result of a rail: without these, all of a month's inbox was read, and every discrepancy.

CREATE UNIQUE INDEX inbox_id ON clearing.inbox (id);
CREATE INDEX discrepancies_silent ON clearing.discrepancies (instruction_id)
  WHERE kind IN ('no_result', 'undeliverable', 'unknown_status') AND state = 'open';
