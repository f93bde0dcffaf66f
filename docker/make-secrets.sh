#!/bin/sh
# Write the secrets that can be generated into a folder; what is there already is kept.
set -eu

folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
chmod 700 "$folder"

keep_or_write() {
    if [ ! -s "$folder/$1" ]; then
        printf '%s' "$2" >"$folder/$1"
        chmod 444 "$folder/$1"
        echo "wrote $1"
    fi
}

word() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

for name in postgres_superuser_password postgres_owner_password postgres_app_password postgres_auditor_password temporal_password; do
    keep_or_write "$name" "$(word)"
done
keep_or_write owner_database_url "postgresql://etown_owner:$(cat "$folder/postgres_owner_password")@postgres:5432/etown"
keep_or_write app_database_url "postgresql://etown_app:$(cat "$folder/postgres_app_password")@postgres:5432/etown"
keep_or_write payload_keys "$(head -c 32 /dev/urandom | base64 | tr -d '\n')"
keep_or_write attestation_key "$(openssl genpkey -algorithm ed25519)"
keep_or_write attestation_public_keys "$(openssl pkey -in "$folder/attestation_key" -pubout)"

# Temporal and its clients know each other by certificates of an authority whose key is thrown away: a new one issues all of them anew.
if [ ! -s "$folder/temporal_client_key" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    ec="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    # shellcheck disable=SC2086 # options, not a file name
    openssl req -x509 $ec -days 3650 -subj /CN=etown-temporal -keyout "$work/ca_key" -out "$work/ca" 2>/dev/null
    for part in server client; do
        # shellcheck disable=SC2086
        openssl req -x509 $ec -days 3650 -subj "/CN=temporal-$part" -addext subjectAltName=DNS:temporal -addext basicConstraints=critical,CA:FALSE \
            -CA "$work/ca" -CAkey "$work/ca_key" -keyout "$work/${part}_key" -out "$work/${part}_cert" 2>/dev/null
    done
    for file in ca server_cert server_key client_cert client_key; do
        rm -f "$folder/temporal_$file"
        keep_or_write "temporal_$file" "$(cat "$work/$file")"
    done
fi

# Empty where the mail server asks for none, or there is none.
if [ ! -e "$folder/smtp_password" ]; then
    : >"$folder/smtp_password"
    chmod 444 "$folder/smtp_password"
fi

missing=0
for name in treasury_secret credit_token registration_token tax_token statistics_token upstream_token bank_token treasury_token sms_token; do
    if [ ! -s "$folder/$name" ]; then
        echo "still to be put there: $name" >&2
        missing=1
    fi
done
exit "$missing"
