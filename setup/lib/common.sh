# shellcheck shell=bash
# What every script of setup/ shares: where things are, and how to speak.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LOCAL=$ROOT/.local
VENV=$LOCAL/venv
PYTHON=$VENV/bin/python
ADDONS=(grc_citizen grc_citizen_portal grc_citizen_geo grc_citizen_sms)
export ROOT LOCAL VENV PYTHON ADDONS
export ODOO_RC=${ODOO_RC:-$LOCAL/odoo.conf}
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*"; }

# die WHAT WHY WHAT_TO_DO
die() {
    printf '\n%s\n' "$1" >&2
    [ -z "${2:-}" ] || printf '  why:        %s\n' "$2" >&2
    [ -z "${3:-}" ] || printf '  what to do: %s\n' "$3" >&2
    exit 1
}

# The command in front of what only root may do: nothing for root, sudo for the others.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "This needs root, and there is no sudo: $*" >&2
        return 1
    fi
}

random_word() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# Runs setup/install when the environment is not there yet.
need_install() {
    [ -f "$LOCAL/installed" ] || "$ROOT/setup/install"
}
