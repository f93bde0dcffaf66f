#!/bin/sh
# Bring Temporal's two schemas up to the version of this image.
# Updating comes first: setting up a schema that is there already would put its version back to zero.
set -eu

SQL_PASSWORD=$(cat /run/secrets/temporal_password)
export SQL_PASSWORD

tool() { temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" "$@"; }

for pair in temporal:temporal temporal_visibility:visibility; do
    database=${pair%%:*}
    versions=/etc/temporal/schema/postgresql/v12/${pair##*:}/versioned
    if ! tool --db "$database" update-schema -d "$versions"; then
        tool --db "$database" setup-schema -v 0.0
        tool --db "$database" update-schema -d "$versions"
    fi
done
