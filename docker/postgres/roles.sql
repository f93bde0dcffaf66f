-- Run once, by the superuser, when the database cluster is created.
-- owner migrates, app serves, auditor reads; Temporal has a role and two databases of its own.

\set owner_password `cat "${SECRETS_DIR:-/run/secrets}/postgres_owner_password"`
\set app_password `cat "${SECRETS_DIR:-/run/secrets}/postgres_app_password"`
\set auditor_password `cat "${SECRETS_DIR:-/run/secrets}/postgres_auditor_password"`
\set temporal_password `cat "${SECRETS_DIR:-/run/secrets}/temporal_password"`

CREATE ROLE etown_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE etown_app LOGIN PASSWORD :'app_password';
CREATE ROLE etown_auditor LOGIN PASSWORD :'auditor_password';
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';

-- An auditor's session cannot write even where a later grant is too wide.
ALTER ROLE etown_auditor SET default_transaction_read_only = on;

CREATE DATABASE etown OWNER etown_owner;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;

REVOKE ALL ON DATABASE etown, temporal, temporal_visibility FROM PUBLIC;
GRANT CONNECT ON DATABASE etown TO etown_app, etown_auditor;
