#!/usr/bin/python3
"""check_traffic: checks the traffic that the whole suite recorded against openapi.yaml.

    check_traffic.py DIRECTORY openapi.yaml [PROGRAM]

Each exchange in DIRECTORY/*.jsonl is a case. So is each operation (one success must have been seen), each documented
answer that a test can cause, each rule of the catalogue (an answer, or the database in a direct test, must have named
it: DIRECTORY/rules-*.txt), each answer that names a conflict (it must say the state of the record, unless the rule is
STATELESS), and, with PROGRAM, each route (both sides must list it). An operation's x-untested excludes an answer, with
its reason; NOT_RAISED excludes a rule. Prints the failures, equal ones once, and ends with "N passed, N failed".
"""

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from contract.conformance import Contract  # noqa: E402
from contract.exchanges import read  # noqa: E402
from contract.routes import documented_lines, program_lines  # noqa: E402
from openapi_document import load  # noqa: E402
from support.rules import catalogue  # noqa: E402

EACH = {"200", "201", "204", "304", "400", "401", "403", "404", "409", "412", "415", "428"}  # of each operation
OF_A_KEY = [{"$ref": f"#/components/responses/{name}"} for name in ("Unseen", "KeyRunning")]
ONCE = {"405", "406", "413", "414", "422", "429", "503", "504"}  # anywhere

NOT_RAISED = {  # {code of a rule: why no test can raise it}
    "annulment_future": "a decision is not dated after today (day_future), so none of annulment is; kept for whoever changes that",
}

STATELESS = {  # {code of a conflict: why its answer says no current_state and allowed}
    "award_class_unknown": "a class has no state", "award_held": "about another award", "award_once": "about another award",
    "campaign_below": "about campaigns below it", "campaign_phase_outside": "about its phases",
    "cluster_flag_nomination_fixed": "holds in every state", "cluster_member_scored": "a member has no state",
    "correction_annulled": "about the award", "correction_nominated": "holds in every state",
    "correction_open": "about another correction", "indicator_in_use": "an indicator has no state",
    "individual_move_code": "about another person", "individual_move_several": "about several records",
    "statistics_form_counts_lines": "a form has no state", "unit_parent_id_own_class": "a unit has no state",
    "unit_period_records": "a unit has no state",
}


class Report:
    """Counts cases, and prints each kind of failure once, with an example."""

    def __init__(self):
        self.passed = self.failed = 0
        self._kinds = defaultdict(list)

    def case(self, faults, kind="", example=""):
        """A case, which passes without faults. Faults of one kind are shown together."""
        if not faults:
            self.passed += 1
            return
        self.failed += 1
        for fault in faults:
            self._kinds[kind, fault].append(example)

    def show(self):
        for (kind, fault), examples in sorted(self._kinds.items()):
            times = f" ({len(examples)} times)" if len(examples) > 1 else ""
            print(f"FAILED {kind}: {fault}{times}")
            if examples[0]:
                print(f"       {examples[0]}")
        print(f"{self.passed} passed, {self.failed} failed")


def admin_hosts(contract, exchanges):
    """The hosts where an admin operation succeeded: these are admin listeners."""
    reached = ((e.host, contract.operation_of(e)) for e in exchanges if e.status == 200)
    return {host for host, operation in reached if operation and operation.is_admin}


def check_exchanges(contract, exchanges, report):
    hosts = admin_hosts(contract, exchanges)
    for exchange in exchanges:
        operation = contract.operation_of(exchange)
        kind = f"{operation.id if operation else exchange.method} {exchange.status}"
        report.case(contract.faults(exchange, exchange.host in hosts), kind, f"{exchange} in {exchange.test}")


def seen_answers(contract, exchanges):
    """The number of times that each (operation, status) was seen."""
    reached = ((contract.operation_of(exchange), exchange) for exchange in exchanges)
    return Counter((operation.id, str(exchange.status)) for operation, exchange in reached if operation)


def check_operation(operation, seen, report):
    successes = [status for status in operation.responses if status < "300"]
    report.case([] if any(seen[operation.id, s] for s in successes) else ["no success was seen"], operation.id)
    untested = operation.spec.get("x-untested", {})
    for status in sorted(EACH & set(operation.responses)):
        is_seen = seen[operation.id, status] > 0
        if operation.spec["responses"][status] in OF_A_KEY:
            continue  # the same for every operation with a key: test_keyed_replay.py and test_idempotency.py see some of them
        if status in untested:
            report.case(["x-untested, but it was seen"] if is_seen else [], f"{operation.id} {status}")
        else:
            report.case([] if is_seen else ["was never seen"], f"{operation.id} {status}")


def check_coverage(contract, exchanges, report):
    seen = seen_answers(contract, exchanges)
    for operation in contract.operations:
        check_operation(operation, seen, report)
    statuses = {str(exchange.status) for exchange in exchanges}
    for status in sorted(ONCE):
        report.case([] if status in statuses else ["was never seen anywhere"], status)


def problem_in(exchange):
    if exchange.response.media_type != "application/problem+json" or not exchange.response.body:
        return {}
    return json.loads(exchange.response.body)


def rules_in(exchange):
    """The rules that an answer names."""
    problem = problem_in(exchange)
    return {part["rule"] for part in (problem, *problem.get("errors", [])) if "rule" in part}


def raised_rules(directory, exchanges):
    """The rules that callers were told, and those that the database raised in direct tests."""
    asked = [path.read_text(encoding="utf-8").split() for path in Path(directory).glob("rules-*.txt")]
    return set().union(*asked, *(rules_in(exchange) for exchange in exchanges))


def check_rules(codes, raised, report, not_raised=NOT_RAISED):
    for code in sorted({*codes, *raised, *not_raised}):
        if code not in codes:
            report.case(["is not in the catalogue"], f"rule {code}")
        elif code in not_raised:
            report.case(["raised, but listed in NOT_RAISED"] if code in raised else [], f"rule {code}")
        else:
            report.case([] if code in raised else ["was never raised"], f"rule {code}")


def is_of_many(problem):
    return any(error.get("pointer", "").startswith("/items/") for error in problem.get("errors", []))


def check_states(conflicts, exchanges, report, stateless=STATELESS):
    """A conflict says the state of the record, and what the caller may do: of one row, not of a list of them."""
    for exchange in exchanges:
        problem = problem_in(exchange)
        if problem.get("rule") not in conflicts:
            continue
        says = {"current_state", "allowed"} <= set(problem)
        may = problem["rule"] not in stateless and not is_of_many(problem)
        fault = "does not say its state" if may else "says a state"
        report.case([] if says == may else [fault], f"rule {problem['rule']}", f"{exchange} in {exchange.test}")


def check_routes(document, program, report):
    documented, printed = documented_lines(document), program_lines(program)
    for line in sorted(documented | printed):
        if line in documented and line in printed:
            report.case([])
        else:
            report.case([line], "only in openapi.yaml" if line in documented else "only in the program")


def main(directory, path, program=None):
    document = load(path)
    contract, report = Contract(document), Report()
    exchanges = list(read(directory))
    check_exchanges(contract, exchanges, report)
    check_coverage(contract, exchanges, report)
    check_rules({rule.code for rule in catalogue()}, raised_rules(directory, exchanges), report)
    check_states({rule.code for rule in catalogue() if rule.kind == "conflict"}, exchanges, report)
    if program:
        check_routes(document, program, report)
    report.show()
    return 1 if report.failed else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__.strip())
    sys.exit(main(*sys.argv[1:]))
