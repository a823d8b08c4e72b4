"""For an operation: a caller with the right, a path to something in the demonstration data, and a valid body."""

import secrets
import uuid

from contract import campaigns, clusters, consultations, councils, drafts, targets
from contract.campaigns import Campaigns
from contract.clusters import Clusters
from contract.consultations import Consultations
from contract.corrections import Corrections
from contract.councils import Councils
from contract.drafts import Drafts, unique
from contract.moves import Moves
from contract.targets import Targets
from openapi_document import resolve, sample
from support.samples import CLUSTER, new_decision

ROLES = ("province_reviewer", "admin", "council_reviewer")  # the first choice of caller
UNIT = "35"
UPGRADED = "/v1/units/01600000-0001-7000-8000-000100000349"  # huyện Duy Tiên, which became a town
NOBODY = str(uuid.UUID(int=7 << 76 | 8 << 60))
NO_AWARD = "222222222"  # a correct check character, but no award

OWNERS = (drafts, councils, clusters, targets, campaigns, consultations)
FORBIDDEN = {operation for owner in OWNERS for operation in owner.FORBIDDEN}  # operations that some record's state forbids

# The parameters that a report needs; one of several ways is enough.
REPORTS = {
    "report_award_summary": {"cluster": "KTD-HUYEN-TP", "period": "2018-H1"},
    "report_target_progress": {"cluster": "KTD-HUYEN-TP", "from": "2018-01-01", "to": "2018-06-30"},
    "report_cluster_review": {"cluster": "KTD-HUYEN-TP", "period": "2018"},
    "report_statistics": {"unit": "35", "year": "2018"},
}
SNAPSHOT = {"report": "award_summary", "cluster_id": CLUSTER, "period": "2018-H1"}

LINES = "/v1/statistics-forms/01600000-0050-7000-8000-000000000002/lines"  # of the form about awards of the State

# For each deletion: a list, and its member that names a record, which therefore cannot be deleted.
REFERRED = {
    "delete_unit": ("/v1/collectives", "unit_id"),
    "delete_cluster": ("/v1/campaigns", "cluster_id"),
    "delete_campaign": ("/v1/campaign-targets", "campaign_id"),
    "delete_indicator": ("/v1/campaign-targets", "indicator_id"),
    "delete_collective": ("/v1/individuals", "collective_id"),
    "delete_individual": ("/v1/awards", "individual_id"),
    "delete_award_class": ("/v1/awards", "award_class_id"),
    "delete_statistics_form": (LINES, "form_id"),
}


class Specimens:
    def __init__(self, api, document):
        self._api = api
        self._document = document
        self._lists = {}
        self._drafts = Drafts(api)
        self._councils = Councils(api)
        self._clusters = Clusters(api)
        self._targets = Targets(api)
        self._campaigns = Campaigns(api)
        self._consultations = Consultations(api)
        self._corrections = Corrections(api, ROLES[0], UNIT)
        self._moves = Moves(api, ROLES[0])

    def caller(self, operation):
        """A caller with the right role, or without a token where no role is needed."""
        if not operation.roles:
            return self._api
        return self._api.as_(next(role for role in (*ROLES, *operation.roles) if role in operation.roles), UNIT)

    def outsider(self, operation):
        """A caller whose roles have no right here."""
        others = {"reader", "admin", "unit_officer"} - set(operation.roles)
        return self._api.as_(min(others, default="visitor"), UNIT)

    def items(self, path):
        if path not in self._lists:
            role = "admin" if path.startswith("/v1/units") else ROLES[0]
            self._lists[path] = self._api.as_(role, UNIT).get(path, {"limit": 200}).expect(200).items
        return self._lists[path]

    def path(self, operation):
        """A path to something that exists."""
        if own := self._own_path(operation):
            return own
        if operation.id == "read_annulment":
            return self._annulled()
        if operation.path.startswith("/v1/report-snapshots/"):
            frozen = self._api.as_(ROLES[0], UNIT).post("/v1/report-snapshots", SNAPSHOT).expect(201)
            return operation.path.replace("{id}", frozen.id)
        collection, *rest = operation.path.split("/{")
        if operation.path.endswith("{member_id}"):
            member = next(m for c in self.items(collection) for m in self.items(f"{collection}/{c['id']}/members"))
            return f"{collection}/{member['cluster_id']}/members/{member['id']}"
        if operation.path.endswith("{rule_id}"):
            return f"{collection}/{self.rule['award_class_id']}/rules/{self.rule['id']}"
        if operation.path.startswith("/v1/statistics-forms/{id}/lines"):
            return f"{LINES}/{self.line['id']}" if operation.path.endswith("{line_id}") else LINES
        if operation.path.endswith("{succession_id}"):
            return f"{UPGRADED}/successions/{self.items(UPGRADED + '/successions')[0]['id']}"
        if operation.path.endswith("{code}"):
            return f"{collection}/{self.items('/v1/awards')[0]['code']}"
        if operation.path.endswith("{slug}"):
            return f"{collection}/conflict"
        if operation.path.endswith("{page}"):
            return f"{collection}/index"
        return operation.path.replace("{id}", self.items(collection)[-1]["id"]) if rest else collection

    def _own_path(self, operation):
        owners = (self._drafts, self._councils, self._clusters, self._targets, self._campaigns, self._consultations,
                  self._corrections, self._moves)
        return next(filter(None, (owner.path(operation) for owner in owners)), None)

    def absent_path(self, operation):
        """The same path to something that does not exist."""
        path = operation.path.replace("{code}", NO_AWARD).replace("{list_code}", NO_AWARD).replace("{slug}", "no-such-problem")
        path = path.replace("{page}", "no-such-page")
        path = path.replace("{rule_id}", NOBODY).replace("{document_id}", NOBODY).replace("{event_id}", NOBODY)
        for place in ("{line_id}", "{item_id}", "{paper_id}", "{year_id}", "{criterion_id}", "{score_id}", "{progress_id}",
                      "{phase_id}", "{transfer_id}", "{opinion_id}"):
            path = path.replace(place, NOBODY)
        return path.replace("{id}", NOBODY).replace("{member_id}", NOBODY).replace("{succession_id}", NOBODY)

    def referred_path(self, operation):
        """The path of a record that others refer to."""
        path, member = REFERRED[operation.id]
        named = next(item[member] for item in self.items(path) if item[member])
        return operation.path.replace("{id}", named)

    def forbidden(self, operation):
        """The path of a record whose state forbids the operation, and its tag."""
        owners = {councils: self._councils, clusters: self._clusters, targets: self._targets, drafts: self._drafts,
                  campaigns: self._campaigns, consultations: self._consultations}
        path = next(own for kind, own in owners.items() if operation.id in kind.FORBIDDEN).forbidden_path(operation)
        role = "unit_officer" if "unit_officer" in operation.roles else ROLES[0]
        read = self._api.as_(role, UNIT).get(self._drafts.record_path(operation, path)).expect(200)
        return path, read.etag

    def query(self, operation):
        """The required parameters, with values that fit the demonstration data."""
        if operation.id in REPORTS:
            return {**REPORTS[operation.id]}
        required = {name for name, parameter in operation.named("query").items() if parameter.get("required")}
        if not required:
            return {}
        known = {"cluster": self.items("/v1/clusters")[0]["id"], "award_class_code": "BKT", "year": "2018"}
        return {name: known[name] for name in required}

    def body(self, operation):
        """A valid body: of an existing record, or the example of the document."""
        if not operation.body:
            return None
        schema = resolve(self._document, next(iter(operation.body.values())))
        items = self._existing(operation)
        if not items or not set(schema.get("required", [])) <= set(items[-1]):
            return sample(self._document, schema)
        written = set(schema["properties"]) - {"citizen_id"}
        return {name: value for name, value in items[-1].items() if name in written}

    def references(self, operation):
        """The members of its body that name another record."""
        schema = resolve(self._document, next(iter(operation.body.values())))
        return [name for name in schema["properties"] if name.endswith("_id") and name != "citizen_id"]

    def body_with_a_dangling_reference(self, operation):
        schema = resolve(self._document, next(iter(operation.body.values())))
        references = self.references(operation)
        required = [name for name in references if name in schema.get("required", [])]
        body = {**self.body(operation), (required or references)[0]: NOBODY}
        return {**body, "code": secrets.token_hex(6)} if "code" in body else body

    @property
    def rule(self):
        """A rule that refers to an award class."""
        rules = (rule for c in self.items("/v1/award-classes") for rule in self.items(f"/v1/award-classes/{c['id']}/rules"))
        return next(rule for rule in rules if rule["needs_award_class_id"])

    @property
    def line(self):
        """A row that refers to an award class."""
        return next(line for line in self.items(LINES) if line["award_class_id"])

    def _annulled(self):
        """The path of an annulment, made for the test, because the demonstration data has none."""
        caller = self._api.as_(ROLES[0], UNIT)
        made = caller.post("/v1/decisions", new_decision(unique)).expect(201)
        path = f"/v1/awards/{made.json['awards'][0]['id']}/annulment"
        body = {**new_decision(unique), "ground": "forged_dossier", "reason": "Hồ sơ không có thật (mẫu)"}
        del body["awards"]
        return caller.post(path, body, etag="*").expect(201).headers["Location"]

    def _existing(self, operation):
        """The records in the list that the operation belongs to."""
        if operation.path.endswith("{rule_id}"):
            return [self.rule]
        if operation.path.endswith("{line_id}"):
            return [self.line]
        if operation.method != "POST" and (own := self._own_path(operation)):
            return [self._api.as_(ROLES[0], UNIT).get(own).expect(200).json]
        if operation.path.endswith("{member_id}"):
            return self.items(self.path(operation).rpartition("/")[0])
        is_inside = operation.method == "POST" and operation.path.count("/") > 2
        return [] if is_inside else self.items(operation.path.split("/{")[0])
