"""What `script/openapi bundle` makes of api/contract: openapi.yaml is current, and a mistake is named with its place."""

import re
import shutil
import subprocess

from contract.schemas import ROOT  # makes script/lib importable

# isort: split
import contract_answers
import contract_bundle
import contract_operations
import contract_resources
import contract_schemas
import contract_yaml
import pytest
import yaml
from contract_fault import Fault
from contract_paths import short_operations
from contract_topics import PARTS, Contract
from openapi_document import load, operations

DIRECTORY = ROOT / "api" / "contract"
DOCUMENT = contract_bundle.bundle(DIRECTORY)


def each(**cases):
    return pytest.mark.parametrize("case", cases.values(), ids=cases.keys())


# The published document.


def test_the_published_document_is_current(tmp_path):
    """When this fails: run `script/openapi bundle` and commit the result."""
    target = tmp_path / "openapi.yaml"
    subprocess.run(["/usr/bin/python3", ROOT / "script" / "openapi", "bundle", DIRECTORY, target], check=True)
    assert target.read_text(encoding="utf-8") == (ROOT / "openapi.yaml").read_text(encoding="utf-8")


def test_the_published_file_reads_as_the_bundled_document():
    assert load(ROOT / "openapi.yaml") == DOCUMENT


@each(
    doubtful=["no", "On", "2018-06-30", "2018-06-30T00:00:00Z", "1", "-1.5", "1e3", "null", "~", ""],
    marks=["#x", "a: b", "- a", "'", "@x", "{x}", "a #b", "*", " leading", "trailing ", "hoà – Đ"],
    texts=["x" * 300, "one\n\ntwo", "line\n" + "long " * 60, {"a": [{"b": "c " * 60}, []], "d": {}}],
    values=[1, 1.5, True, None, -1000000000000000, {"on": "off"}],
)
def test_written_yaml_reads_back_unchanged(case, tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(contract_yaml.write({"values": case}), encoding="utf-8")
    assert load(file) == {"values": case}


@each(truth="no", day="2018-06-30", time="2018-06-30T00:00:00Z", number="349", nothing="null", switch="On")
def test_a_text_stays_a_text_for_every_reader_of_yaml(case):
    assert yaml.safe_load(contract_yaml.write({"value": case})) == {"value": case}


def test_the_document_is_readable_for_people():
    written = contract_yaml.write({"a": {"b": [1, {"c": "d"}]}, "text": "Đ\n\ntwo\n", "long": "word " * 40 + "end"})
    assert written.startswith("a: {b: [1, {c: d}]}\ntext: |\n  Đ\n\n  two\nlong: >-\n  word word")
    assert max(map(len, written.splitlines())) <= contract_yaml.WIDTH + len("word")


# The manual of the short form.


def test_the_manual_names_every_key():
    manual = (DIRECTORY / "README.md").read_text(encoding="utf-8")
    keys = {*contract_operations.KEYS, *contract_operations.ANSWER, *contract_resources.KEYS, *PARTS}
    keys |= {*contract_schemas.SHORT, *contract_schemas.MARKS, *contract_schemas.FAMILY, *contract_answers.KEYS}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", manual)] == []


def test_its_examples_can_be_read():
    manual = (DIRECTORY / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", manual, re.S)
    assert len(examples) > 4 and all(isinstance(yaml.safe_load(example), dict) for example in examples)


# What is refused, and with which place.


@pytest.fixture
def broken(tmp_path):
    """Bundles a copy of the contract in which one text of one topic is replaced."""

    def bundle(topic, old, new):
        copy = shutil.copytree(DIRECTORY, tmp_path / "contract")
        text = (copy / f"{topic}.yaml").read_text(encoding="utf-8")
        assert old in text
        (copy / f"{topic}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(Fault) as fault:
            contract_bundle.bundle(copy)
        return str(fault.value)

    return bundle


@each(
    key_of_a_topic=("units", "resources:", "resource:", "units.yaml: unknown key 'resource', perhaps 'resources'"),
    key_of_a_resource=(
        "units", "filters: [code", "filtres: [code",
        "units.yaml: resources.Unit: unknown key 'filtres', perhaps 'filters'",
    ),
    key_of_an_operation=(
        "clusters", "roles: [recorders]\n    body", "rolls: [recorders]\n    body",
        "clusters.yaml: operations.POST /v1/clusters/{id}/score-sheets: unknown key 'rolls', perhaps 'roles'",
    ),
    key_of_a_schema=(
        "units", "maxLength: 16", "maxLenght: 16",
        "units.yaml: schemas.Unit.record.code: unknown key 'maxLenght', perhaps 'maxLength'",
    ),
    missing_key=("units", "    one: administrative unit\n", "", "units.yaml: resources.Unit: 'one' is missing"),
    missing_schema=(
        "units", "type: {$ref: UnitType", "type: {$ref: UnitKind",
        "units.yaml: schemas.Unit.properties.type: there is no schemas.UnitKind",
    ),
    missing_member=(
        "council", "CouncilSessionWrite.place", "CouncilSessionWrite.palace",
        "there is no schemas.CouncilSessionWrite.palace",
    ),
    missing_schema_of_a_resource=(
        "units", "  UnitSuccession:\n    path", "  UnitSuccess:\n    path",
        "units.yaml: resources.UnitSuccess: there is no schema UnitSuccess",
    ),
    filter_that_is_no_member=(
        "units", "[code, type, level", "[kode, type, level",
        "units.yaml: resources.Unit.filters: 'kode' is no member of Unit",
    ),
    range_that_is_no_member=(
        "units", "ranges: [valid_from", "ranges: [valid_form",
        "units.yaml: resources.Unit.ranges: 'valid_form' is no member of Unit",
    ),
    sort_that_is_no_member=(
        "units", "sorts: [code, name", "sorts: [code, nom",
        "units.yaml: resources.Unit.sorts: 'nom' is no member of Unit",
    ),
    order_that_is_no_sort=(
        "units", "order: code,", "order: level,",
        "units.yaml: resources.Unit.order: 'level' is not among sorts",
    ),
    unused_schema=(
        "units", "schemas:\n", "schemas:\n  Lonely: {type: string}\n",
        "units.yaml: schemas.Lonely: nothing uses it",
    ),
    unknown_role=(
        "units", "readers: [officials", "readers: [offcials",
        "there is no role or group of roles 'offcials'",
    ),
    unknown_variable=("units", "{succession_id}", "{success_id}", "'success_id' of the path is not among ids"),
    no_such_topic=("contract", "- units", "- unities", "contract.yaml: topics: there is no unities.yaml"),
    said_twice=(
        "units", "schemas:\n", "schemas:\n  Year: {type: string}\n",
        "units.yaml: schemas.Year: is in shared.yaml: schemas.Year too",
    ),
    said_twice_in_one_file=("units", "schemas:\n", "schemas:\n  Unit: {type: string}\n", "units.yaml: "),
    two_answers=(
        "clusters", "    creates: Nomination", "    creates: Nomination\n    act: Nomination",
        "one of act, creates, list, report, answer",
    ),
    no_method=(
        "clusters", "GET /v1/clusters/{id}/ranking", "FETCH /v1/clusters/{id}/ranking",
        "an operation is named by its method and path",
    ),
    text_for_a_list=(
        "units", "readers: [officials, admin]", "readers: officials",
        "units.yaml: resources.Unit.readers: a list is expected here",
    ),
    list_for_a_map=(
        "service", "object:\n      status: {const: live}", "object: [status]",
        "service.yaml: schemas.Live.object: a map is expected here",
    ),
    list_for_a_part=(
        "clusters", "tags:\n  clusters: ", "tags:\n  - ",
        "clusters.yaml: tags: a map is expected here",
    ),
    words_of_an_operation_that_is_not=(
        "clusters", "only: [list, create, read]", "only: [list, read]",
        "clusters.yaml: resources.ClusterScore: 'writers' is said of an operation that is not among only",
    ),
    filters_without_a_list=(
        "clusters", "only: [list, create, read]", "only: [create, read]",
        "clusters.yaml: resources.ClusterScore: 'page_of' is said of an operation that is not among only",
    ),
    no_such_operation=("clusters", "only: [list, create, read]", "only: [list, create, reed]", "resources.ClusterScore.only: operations are"),
    unused_parameter=("shared", "  succession_id:", "  session_id: x\n  succession_id:", "shared.yaml: ids.session_id: nothing uses it"),
    unused_answer=("answers", "answers:\n", "answers:\n  Gone: {description: Gone.}\n", "answers.yaml: answers.Gone: nothing uses it"),
    unknown_parameter_of_an_operation=(
        "reports", "ReportYear, ReportPredecessors", "ReportYears, ReportPredecessors",
        "reports.yaml: operations.GET /v1/reports/statistics: there is no parameters.ReportYears",
    ),
    tag_that_is_none=("council", "    tag: council\n", "", "'tag' is missing: 'council-sessions' is no tag"),
)
def test_a_mistake_is_named_with_its_place(case, broken):
    topic, old, new, said = case
    assert said in broken(topic, old, new)


def test_plain_openapi_is_merged(tmp_path):
    copy = shutil.copytree(DIRECTORY, tmp_path / "contract")
    file = copy / "service.yaml"
    plain = "\nplain:\n  /x: {get: {responses: {'200': {description: Said in full.}}}}\n  /docs: {x-note: here}\n"
    file.write_text(file.read_text(encoding="utf-8").replace("\nplain:\n", plain, 1), encoding="utf-8")
    paths = contract_bundle.bundle(copy)["paths"]
    assert paths["/x"] == {"get": {"responses": {"200": {"description": "Said in full."}}}}
    assert paths["/docs"]["x-note"] == "here" and paths["/docs"]["get"]["operationId"] == "read_docs"


def test_a_mistake_ends_the_command_with_one_sentence(tmp_path):
    copy = shutil.copytree(DIRECTORY, tmp_path / "contract")
    (copy / "units.yaml").write_text("resources: {Unit: {path: [}}\n", encoding="utf-8")
    command = ["/usr/bin/python3", ROOT / "script" / "openapi", "bundle", copy, tmp_path / "openapi.yaml"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and not (tmp_path / "openapi.yaml").exists()
    assert "units.yaml: " in done.stderr and len(done.stderr.splitlines()) == 1


def test_every_operation_of_the_topics_is_in_the_document():
    said = sorted(short["id"] for _, _, short, _ in short_operations(Contract(DIRECTORY)))
    assert said == sorted(case.id for case in operations(DOCUMENT))
