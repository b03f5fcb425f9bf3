-- Agreements with merchants: versions of numbered clauses. At any instant at most one version is in force for a merchant.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE SCHEMA partners;

CREATE TABLE partners.agreements (
  id uuid PRIMARY KEY,
  merchant_id uuid NOT NULL,
  title text NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (id, merchant_id)
);
CREATE INDEX agreements_merchant ON partners.agreements (merchant_id);

CREATE TABLE partners.agreement_versions (
  agreement_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  merchant_id uuid NOT NULL,
  clauses jsonb NOT NULL,
  -- NULL while it is a draft.
  in_force_from timestamptz,
  in_force_to timestamptz,
  created_at timestamptz NOT NULL,
  activated_at timestamptz,
  PRIMARY KEY (agreement_id, version),
  FOREIGN KEY (agreement_id, merchant_id) REFERENCES partners.agreements (id, merchant_id),
  CONSTRAINT agreement_versions_time CHECK (in_force_to IS NULL OR in_force_to > in_force_from),
  CONSTRAINT agreement_versions_activation CHECK ((in_force_from IS NULL) = (activated_at IS NULL)),
  CONSTRAINT agreement_versions_no_overlap EXCLUDE USING gist (merchant_id WITH =, tstzrange(in_force_from, in_force_to) WITH &&)
    WHERE (in_force_from IS NOT NULL)
);
CREATE INDEX agreement_versions_in_force ON partners.agreement_versions (merchant_id, in_force_from) WHERE in_force_from IS NOT NULL;

GRANT USAGE ON SCHEMA partners TO feiqian_app;
GRANT SELECT, INSERT ON partners.agreements, partners.agreement_versions TO feiqian_app;
-- Row locks need UPDATE; of a version only its time may change, never a clause.
GRANT UPDATE (title) ON partners.agreements TO feiqian_app;
GRANT UPDATE (in_force_from, in_force_to, activated_at) ON partners.agreement_versions TO feiqian_app;
