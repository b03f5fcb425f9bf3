-- A close often comes after the bank's day has ended: its transfer of funds stands on the next statement.

ALTER TABLE payments.fund_transfers ADD COLUMN booked_on date;
COMMENT ON COLUMN payments.fund_transfers.booked_on IS 'The date on whose statement the reserve bank has it, as the bank said.';
CREATE OR REPLACE VIEW payments.v_fund_transfers AS
  SELECT accounting_date, id, direction, amount, done, created_at, booked_on FROM payments.fund_transfers;
