# shellcheck shell=bash
# The project's own PostgreSQL cluster: on 127.0.0.1 only, on a port of its own, with a generated
# password. With PGHOST set, that server is used and nothing is created.

# Left by setup/install: PGHOST, PGPORT, PGUSER, PGPASSWORD and GRC_PGDATA of the private cluster.
if [ -z "${PGHOST:-}" ] && [ -f "$LOCAL/env" ]; then
    # shellcheck source=/dev/null
    . "$LOCAL/env"
fi

PG_BIN=${GRC_PG_BIN:-/usr/lib/postgresql/15/bin}

pg_is_private() { [ -z "${PGHOST:-}" ] || [ -n "${GRC_PGDATA:-}" ]; }

# PostgreSQL refuses to run as root: root runs it as the user that Debian made for it.
pg_as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# The folder of the cluster: in the project, or under Debian's when the user postgres cannot get there.
pg_data_folder() {
    if [ "$(id -u)" != 0 ] || (cd / && runuser -u postgres -- test -x "$LOCAL"); then
        echo "$LOCAL/pg"
    else
        echo "/var/lib/postgresql/grc-citizen-$(printf '%s' "$ROOT" | cksum | cut -d' ' -f1)"
    fi
}

pg_is_up() { pg_as_owner "$PG_BIN/pg_ctl" -D "${GRC_PGDATA:-}" status >/dev/null 2>&1; }

# The port of the private cluster: the one asked for, the one it has, or the first that is free.
pg_port() {
    local port=${GRC_PGPORT:-${PGPORT:-}}
    if [ -z "$port" ]; then
        port=25432 # below the range that outgoing connections draw from
        while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    fi
    echo "$port"
}

pg_start() {
    pg_is_private || return 0
    ! pg_is_up || return 0
    pg_as_owner "$PG_BIN/pg_ctl" -D "$GRC_PGDATA" -l "$GRC_PGDATA/server.log" -w -t 60 start >/dev/null ||
        die "The private PostgreSQL did not start" "$(pg_as_owner tail -n 5 "$GRC_PGDATA/server.log")" \
            "see $GRC_PGDATA/server.log; if port $PGPORT is taken, install again with GRC_PGPORT=<free port>"
}

pg_stop() {
    pg_as_owner "$PG_BIN/pg_ctl" -D "$GRC_PGDATA" -m fast -w stop
}

create_cluster_present() {
    pg_is_private && [ -n "${GRC_PGDATA:-}" ] && pg_as_owner test -f "$GRC_PGDATA/PG_VERSION" &&
        [ "${GRC_PGPORT:-$PGPORT}" = "$PGPORT" ] && (pg_start) 2>/dev/null
}

create_cluster() {
    if ! pg_is_private; then
        "$PG_BIN/psql" -d postgres -c 'SELECT version()'
        return
    fi
    local data password
    data=${GRC_PGDATA:-$(pg_data_folder)}
    password=${PGPASSWORD:-$(random_word)}
    pg_write_env "$data" "$(pg_port)" "$password"
    # shellcheck source=/dev/null
    . "$LOCAL/env"
    if ! pg_as_owner test -f "$data/PG_VERSION"; then
        if [ "$(id -u)" = 0 ]; then
            install -d -o postgres -g postgres -m 700 "$data"
        else
            install -d -m 700 "$data"
        fi
        # shellcheck disable=SC2016  # the inner shell expands these
        echo "$password" | pg_as_owner sh -ec 'umask 077; file=$(mktemp); cat >"$file"; "$@" --pwfile="$file"; rm "$file"' - \
            "$PG_BIN/initdb" -D "$data" -U postgres -E UTF8 --locale=C.UTF-8 --auth=scram-sha-256
    fi
    if [ "$(pg_as_owner cat "$data/grc.conf" 2>/dev/null)" != "$(pg_settings)" ]; then
        ! pg_is_up || pg_stop
        pg_settings | pg_as_owner tee "$data/grc.conf" >/dev/null
    fi
    # shellcheck disable=SC2016
    pg_as_owner sh -c 'grep -q ^include "$1" || printf "include = \047grc.conf\047\n" >>"$1"' - "$data/postgresql.conf"
    pg_start
    PGUSER=postgres "$PG_BIN/psql" -q -v ON_ERROR_STOP=1 -v password="$password" -d postgres <<'SQL'
SELECT 'CREATE ROLE odoo' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'odoo') \gexec
ALTER ROLE odoo LOGIN CREATEDB PASSWORD :'password';
GRANT pg_monitor, pg_checkpoint TO odoo;
SQL
}

pg_settings() {
    cat <<CONF
listen_addresses = '127.0.0.1'
port = $PGPORT
unix_socket_directories = ''
max_connections = 150
shared_buffers = 1GB
work_mem = 32MB
maintenance_work_mem = 256MB
effective_cache_size = 3GB
max_wal_size = 4GB
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
CONF
}

pg_write_env() {
    (umask 077 && cat >"$LOCAL/env") <<ENV
# Written by setup/install: the project's own PostgreSQL, for psql and the like. To be sourced.
export PGHOST=127.0.0.1 PGPORT=$2 PGUSER=odoo PGPASSWORD=$3
export GRC_PGDATA='$1'
ENV
}
