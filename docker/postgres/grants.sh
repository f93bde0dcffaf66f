#!/bin/sh
# Run grants.sql as the owner of the database.
set -eu
exec psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --file /grants.sql "$(cat /run/secrets/owner_database_url)"
