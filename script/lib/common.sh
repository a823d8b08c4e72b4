# shellcheck shell=bash
# common: what every script here needs: where the repository is, how messages look, and long steps that a signal can end.

# shellcheck disable=SC2034  # for the scripts that source this
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
SCRIPT_NAME=${0##*/}
job=""

say() {
    printf '%s: %s\n' "$SCRIPT_NAME" "$*" >&2
}

die() {
    say "$@"
    exit 1
}

# Runs a step in its own process group, so that a trap runs at once and stop_job can end the whole step.
run_stoppable() {
    local status=0
    set -m
    "$@" </dev/null &
    job=$!
    set +m
    wait "$job" || status=$?
    job=""
    return "$status"
}

stop_job() {
    [[ -n $job ]] || return 0
    kill -TERM -- "-$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
    job=""
}

# wait_gone PID SECONDS: true once the process has ended (a zombie has).
wait_gone() {
    local deadline=$((SECONDS + $2))
    while is_running "$1"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

is_running() {
    local state
    state=$(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null) || return 1
    [[ -n $state && $state != [ZX]* ]]
}
