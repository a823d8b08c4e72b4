# shellcheck shell=bash
# packages: which Debian 12 packages each script needs, and how the missing ones are installed.

# shellcheck disable=SC2034  # the lists are for the scripts that source this
{
    BUILD_PACKAGES=(
        gcc libc6-dev cmake ninja-build pkg-config python3 python3-yaml python3-markdown uthash-dev
        libulfius-dev libyder-dev libmicrohttpd-dev libjansson-dev libjwt-dev libpq-dev libgnutls28-dev libcurl4-gnutls-dev
        libunistring-dev
    )
    POSTGRES_PACKAGES=(postgresql-15 postgresql-client-15)
    SERVER_PACKAGES=(curl)
    TEST_PACKAGES=(
        libcmocka-dev clang libclang-rt-14-dev shellcheck curl
        python3-pytest python3-pytest-xdist python3-jsonschema python3-hypothesis python3-cryptography
        chromium chromium-driver python3-selenium fonts-dejavu-core nginx-light openssl
        buildah debootstrap pgbouncer libfaketime glewlwyd dbconfig-no-thanks valgrind binutils
    )
}

missing_packages() {
    local installed package
    # shellcheck disable=SC2016  # dpkg-query's own variables
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        grep -qxF "$package installed" <<<"$installed" || echo "$package"
    done
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_be_root() {
    [[ $(id -u) -eq 0 ]] || sudo -n true 2>/dev/null
}

# Quiet; all it said is shown when it fails.
apt() {
    local log status=0
    log=$(mktemp)
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@" >"$log" 2>&1 || status=$?
    ((status == 0)) || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# The package would make and start a cluster of its own for the whole machine; nobody asked for that.
install_without_main_cluster() {
    local directory=/etc/postgresql-common/createcluster.d status=0
    as_root mkdir -p "$directory"
    as_root sh -c "echo 'create_main_cluster = false' >'$directory/tdkt.conf'"
    apt install --no-install-recommends "$@" || status=$?
    as_root rm -f "$directory/tdkt.conf"
    return "$status"
}

# Unasked, the package would make a database with a well-known password and start on it. With an empty configuration there
# is nothing to start on: the tests run a glewlwyd of their own.
leave_glewlwyd_unconfigured() {
    local configuration=/etc/glewlwyd/glewlwyd.conf
    [[ " $* " == *" glewlwyd "* ]] || return 0
    as_root sh -c "echo 'glewlwyd glewlwyd/config_type select No configuration' | debconf-set-selections"
    as_root sh -c "mkdir -p ${configuration%/*} && { test -e $configuration || : >$configuration; }"
}

# need_packages PACKAGE…: installs those that are missing, and touches nothing when none is.
need_packages() {
    local missing
    command -v dpkg-query >/dev/null || die "this needs Debian 12, or these packages' like: $*"
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} > 0)) || return 0
    may_be_root || die "these packages are missing; as root, run: apt-get install --no-install-recommends ${missing[*]}"
    say "installing ${missing[*]}"
    apt update || say "apt-get update failed; trying with the lists that are there"
    leave_glewlwyd_unconfigured "${missing[@]}"
    install_without_main_cluster "${missing[@]}" || die "apt-get could not install ${missing[*]}"
}
