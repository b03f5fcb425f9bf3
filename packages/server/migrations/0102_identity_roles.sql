-- The roles of operators. What a role may do is a table of the program (identity/roles.ts), published at GET /v1/roles.
CREATE TABLE identity.operator_roles (
  operator_id uuid NOT NULL REFERENCES identity.operators (id),
  role text NOT NULL,
  granted_at timestamptz NOT NULL,
  -- The principal that gave it: `opr:<uuid>`, or `sys:<name>`.
  granted_by text NOT NULL,
  PRIMARY KEY (operator_id, role)
);
CREATE INDEX operator_roles_role ON identity.operator_roles (role, operator_id);

-- Who could make keys before there were roles could do everything: somebody must be able to give roles.
INSERT INTO identity.operator_roles (operator_id, role, granted_at, granted_by)
SELECT DISTINCT operator_id, 'administrator', clock_timestamp(), 'sys:migration'
FROM identity.api_keys
WHERE operator_id IS NOT NULL AND revoked_at IS NULL AND 'keys:write' = ANY (scopes);

-- UPDATE only to lock rows.
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.operator_roles TO feiqian_app;
