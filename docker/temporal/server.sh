#!/bin/sh
# The server reads its database password from the environment only; it comes from a file and stays in this process.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal_password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
