# shellcheck shell=bash
# postgres: a private PostgreSQL 15 in a directory, only on a unix socket, for any user, root too.
#
# postgres_start HOME [SETTING…] sets postgres_pid and postgres_socket; postgres_stop ends what it started. Needs common.sh.
# The caller holds a lock on HOME, so a server that still runs there was left by a killed script.

PG_BIN=${TDKT_POSTGRES_BIN:-/usr/lib/postgresql/15/bin}
UNPRIVILEGED=$ROOT/script/lib/unprivileged
SOCKET_NAME=/.s.PGSQL.5432
SOCKET_PATH_MAX=107
postgres_pid=""
postgres_socket=""
postgres_place=""

# If user postgres cannot reach root's directory, the files are under /var/lib/postgresql, and a link leads root to them.
postgres_reach() {
    local far link=$postgres_place
    postgres_place=$(realpath "$link")
    (cd / && "$UNPRIVILEGED" test -x "$postgres_place") && return 0
    far=/var/lib/postgresql/tdkt-$(printf '%s' "$link" | sha256sum | cut -c1-12)
    mv -T "$postgres_place" "$far"
    ln -s "$far" "$link"
    postgres_place=$far
}

postgres_initialise() {
    local new=$postgres_place/data.new
    if [[ ! -d $postgres_place/data ]]; then
        rm -rf "$new"
        mkdir -m 0700 "$new"
        "$UNPRIVILEGED" --own "$new"
        (cd / && "$UNPRIVILEGED" "$PG_BIN/initdb" -D "$new" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
            --data-checksums --no-instructions >"$postgres_place/initdb.log" 2>&1) || {
            cat "$postgres_place/initdb.log" >&2
            die "PostgreSQL's initdb failed"
        }
        mv -T "$new" "$postgres_place/data" # only a complete cluster gets this name
    fi
    "$UNPRIVILEGED" --own "$postgres_place/data"
}

# A socket path has a greatest length, and PostgreSQL takes a comma in it for a separator. In such a case: a directory in /tmp.
postgres_make_socket_directory() {
    local recorded=$postgres_place/socket-directory
    if [[ -f $recorded && -O $(<"$recorded") ]]; then
        rm -rf "$(<"$recorded")"
    fi
    postgres_socket=$postgres_place/s
    if [[ $postgres_socket == *[!A-Za-z0-9/_.+-]* ]] || ((${#postgres_socket} + ${#SOCKET_NAME} > SOCKET_PATH_MAX)); then
        postgres_socket=$(mktemp -d /tmp/tdkt.XXXXXX)
    fi
    [[ -d $postgres_socket ]] || mkdir -m 0700 "$postgres_socket"
    "$UNPRIVILEGED" --own "$postgres_socket"
    printf '%s\n' "$postgres_socket" >"$recorded"
}

# After kill -9 the file postmaster.pid stays. PostgreSQL ignores it, unless another process has that number now.
postgres_clear_remains() {
    local file=$postgres_place/data/postmaster.pid pid
    [[ -f $file ]] || return 0
    read -r pid <"$file" || return 0
    is_running "$pid" || return 0
    if [[ $(readlink "/proc/$pid/cwd") == "$(realpath "$postgres_place/data")" ]]; then
        kill -INT "$pid"
        wait_gone "$pid" 60 || die "an earlier PostgreSQL (process $pid) does not stop"
    else
        rm -f "$file"
    fi
}

postgres_launch() {
    local setting settings=()
    for setting in "$@"; do
        settings+=(-c "$setting")
    done
    (cd / && exec setsid "$UNPRIVILEGED" "$PG_BIN/postgres" -D "$postgres_place/data" -k "$postgres_socket" \
        -c listen_addresses= "${settings[@]}") </dev/null >"$postgres_place/log" 2>&1 9>&- &
    postgres_pid=$!
}

postgres_wait_until_ready() {
    while is_running "$postgres_pid"; do
        if "$PG_BIN/pg_isready" -q -h "$postgres_socket"; then
            return 0
        fi
        sleep 0.1
    done
    return 1
}

postgres_start() {
    local attempt
    postgres_place=$1/postgres
    shift
    [[ -e $postgres_place ]] || mkdir -m 0711 "$postgres_place"
    postgres_reach
    postgres_initialise
    postgres_make_socket_directory
    postgres_clear_remains
    for attempt in 1 2 3 4 5; do
        postgres_launch "$@"
        postgres_wait_until_ready && return 0
        sleep "$attempt" # old backends may still be ending
    done
    cat "$postgres_place/log" >&2
    die "PostgreSQL did not start"
}

postgres_stop() {
    [[ -n $postgres_pid ]] || return 0
    kill -INT "$postgres_pid" 2>/dev/null || true
    if ! wait_gone "$postgres_pid" 60; then
        kill -QUIT "$postgres_pid" 2>/dev/null || true
    fi
    wait "$postgres_pid" 2>/dev/null || true
    postgres_pid=""
    [[ $postgres_socket != /tmp/tdkt.* ]] || rm -rf "$postgres_socket"
}

# postgres_url ROLE DATABASE
postgres_url() {
    printf 'host=%s dbname=%s user=%s\n' "$postgres_socket" "$2" "$1"
}
