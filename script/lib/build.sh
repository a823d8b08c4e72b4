# shellcheck shell=bash
# build: one variant of CMakePresets.json into one directory, one builder at a time.

# build_variant PRESET DIRECTORY: shows the output only when the build fails.
build_variant() {
    local log=$2/build.log
    forget_other_home "$2"
    mkdir -p "$2"
    build_logged "$1" "$2" >"$log" 2>&1 && return 0
    tail -n 200 "$log" >&2
    return 1
}

build_logged() {
    (
        cd "$ROOT" && flock 8 && cmake --preset "$1" -B "$2" && cmake --build "$2"
    ) 8>"$2/.lock"
}

# CMake refuses a build folder that it made for another checkout, as after a copy of the source with its build folder.
forget_other_home() { # DIRECTORY
    local home
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$1/CMakeCache.txt" 2>/dev/null) || return 0
    [[ -n $home && ! $home -ef $ROOT ]] || return 0
    say "$1 was built for $home; building anew"
    rm -rf "$1"
}
