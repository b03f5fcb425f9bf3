-- Clearing over several rails: orders that a payer pays at a channel, callbacks that are kept before they are applied, and fees that a
-- rail withholds from what it settles.

ALTER TABLE clearing.instructions
  -- What a channel needs of an order beyond amount and currency, and what the payer must do next.
  ADD COLUMN channel_order jsonb,
  ADD COLUMN action jsonb,
  ADD COLUMN payer text,
  ADD COLUMN fee bigint,
  -- Why it is `created` still although the rail can be reached.
  ADD COLUMN wait_reason text CHECK (wait_reason IN ('quota_exhausted', 'past_cut_off')),
  -- Its owner no longer wants it.
  ADD COLUMN cancel_requested_at timestamptz,
  -- Until when it is tried to reach the rail, where that is earlier than the deadline.
  ADD COLUMN send_by timestamptz,
  DROP CONSTRAINT instructions_check,
  ADD CONSTRAINT instructions_debit CHECK (
    CASE kind WHEN 'debit' THEN agreement_number IS NOT NULL OR channel_order IS NOT NULL ELSE agreement_number IS NULL END),
  ADD CONSTRAINT instructions_order CHECK (channel_order IS NULL OR kind IN ('debit', 'refund'));

-- Each rail is served by itself, so that one that hangs keeps no other waiting.
DROP INDEX clearing.instructions_unsent;
DROP INDEX clearing.instructions_unanswered;
CREATE INDEX instructions_unsent ON clearing.instructions (house, next_at) WHERE state = 'created';
CREATE INDEX instructions_unanswered ON clearing.instructions (house, next_at) WHERE state IN ('sent', 'unknown');

-- A statement waits here, verified and answered, until it is applied; then only its key is needed, to know repetitions.
ALTER TABLE clearing.inbox
  ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN instruction_id uuid,
  ADD COLUMN observation jsonb,
  -- When it is tried (again); NULL once it has been applied.
  ADD COLUMN next_at timestamptz,
  ADD COLUMN tries integer NOT NULL DEFAULT 0;
CREATE INDEX inbox_waiting ON clearing.inbox (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX inbox_received ON clearing.inbox USING brin (received_at);

ALTER TABLE clearing.settlements ADD COLUMN fee_total bigint NOT NULL DEFAULT 0;
-- Signed: positive was charged to us, negative given back.
ALTER TABLE clearing.settlement_lines ADD COLUMN fee bigint NOT NULL DEFAULT 0;

-- What reconciliation reads.
CREATE VIEW clearing.v_instructions AS
  SELECT id, house, purpose, kind, state, amount, currency, reference, original_instruction, channel_order ->> 'flow' AS flow,
    channel_order ->> 'subMerchant' AS sub_merchant, failure_code, house_reference, payer, fee, settlement_date, settlement_id,
    created_at, sent_at, completed_at
  FROM clearing.instructions;
CREATE VIEW clearing.v_settlement_lines AS
  SELECT l.settlement_id, s.house, s.settlement_date, s.state AS settlement_state, s.currency, l.line_number, l.instruction,
    l.instruction_id, l.kind, l.amount, l.fee, l.occurred_at, l.match
  FROM clearing.settlement_lines l JOIN clearing.settlements s ON s.id = l.settlement_id;

GRANT UPDATE, DELETE ON clearing.inbox TO feiqian_app;
GRANT SELECT ON clearing.v_instructions, clearing.v_settlement_lines TO feiqian_app;

INSERT INTO policies.records (id, key, value, source, note, valid_from, created_at)
VALUES (uuidv7(), 'clearing.inbox_retention', '{"days": 30}',
  'institution; WeChat Pay API v3 repeats a notification for up to 24 h 4 min, Alipay for up to 25 h',
  'How long the keys of callbacks that were applied are kept to know repetitions: well beyond the time for which rails repeat them.',
  '2016-07-01T00:00:00+08:00', clock_timestamp());
