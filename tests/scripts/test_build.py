"""Functions that the scripts share: a build folder copied with a checkout, and a quiet installation of packages."""

import subprocess

from support.paths import ROOT

SOURCES = f"set -euo pipefail; source {ROOT}/script/lib/common.sh; source {ROOT}/script/lib/build.sh; source {ROOT}/script/lib/packages.sh\n"


def bash(script, *arguments):
    return subprocess.run(["bash", "-c", SOURCES + script, "test", *map(str, arguments)], capture_output=True, text=True, timeout=60)


BUILD = 'cmake() { echo "cmake $*"; }; build_variant default "$1"'


def folder_of(home, tmp_path):
    build = tmp_path / "build"
    build.mkdir()
    (build / "CMakeCache.txt").write_text(f"# made by CMake\nCMAKE_HOME_DIRECTORY:INTERNAL={home}\n")
    (build / "old.o").write_text("old")
    return build


def test_a_folder_built_for_another_checkout_is_built_anew(tmp_path):
    for number, home in enumerate((tmp_path, tmp_path / "gone")):
        place = tmp_path / str(number)
        place.mkdir()
        build = folder_of(home, place)
        done = bash(BUILD, build)
        assert done.returncode == 0 and str(home) in done.stderr
        assert not (build / "old.o").exists() and "cmake --build" in (build / "build.log").read_text()


def test_a_folder_built_for_this_checkout_is_kept(tmp_path):
    build = folder_of(ROOT, tmp_path)
    assert bash(BUILD, build).returncode == 0
    assert (build / "old.o").exists()


def test_a_first_build_makes_its_folder(tmp_path):
    assert bash(BUILD, tmp_path / "new" / "build").returncode == 0
    assert (tmp_path / "new" / "build" / "build.log").exists()


APT = 'as_root() {{ seq 1000; echo "E: gone" >&2; return {0}; }}; apt install x'


def test_an_installation_is_quiet_and_a_failed_one_tells_all():
    done = bash(APT.format(0))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    failed = bash(APT.format(100))
    assert failed.returncode == 100 and failed.stdout == ""
    assert "1000\n" in failed.stderr and "E: gone" in failed.stderr
