#!/bin/sh
# Create the namespace once. Histories of ended processes are kept for 90 days; the record that lasts is ours, in PostgreSQL.
set -eu
until temporal operator cluster health; do
    sleep 2
done
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 \
    || temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 90d
