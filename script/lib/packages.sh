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

# Runs apt-get; shows the output only when it fails.
apt() {
    local log status=0
    log=$(mktemp)
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@" >"$log" 2>&1 || status=$?
    ((status == 0)) || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# Without this the PostgreSQL package would make and start a cluster for the whole machine, which nobody asked for.
install_without_main_cluster() {
    local directory=/etc/postgresql-common/createcluster.d status=0
    as_root mkdir -p "$directory"
    as_root sh -c "echo 'create_main_cluster = false' >'$directory/tdkt.conf'"
    apt install --no-install-recommends "$@" || status=$?
    as_root rm -f "$directory/tdkt.conf"
    return "$status"
}

# Without this the package would make a database with a well-known password and start a service on it. With an empty
# configuration that service cannot start; the tests run their own glewlwyd.
leave_glewlwyd_unconfigured() {
    local configuration=/etc/glewlwyd/glewlwyd.conf
    [[ " $* " == *" glewlwyd "* ]] || return 0
    as_root sh -c "echo 'glewlwyd glewlwyd/config_type select No configuration' | debconf-set-selections"
    as_root sh -c "mkdir -p ${configuration%/*} && { test -e $configuration || : >$configuration; }"
}

# need_packages PACKAGE…: installs the missing ones; changes nothing when none is missing.
need_packages() {
    local missing
    command -v dpkg-query >/dev/null || die "this needs Debian 12, or packages like these: $*"
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} > 0)) || return 0
    may_be_root || die "these packages are missing; as root, run: apt-get install --no-install-recommends ${missing[*]}"
    say "installing ${missing[*]}"
    apt update || say "apt-get update failed; trying with the lists that are there"
    leave_glewlwyd_unconfigured "${missing[@]}"
    install_without_main_cluster "${missing[@]}" || die "apt-get could not install ${missing[*]}"
}
