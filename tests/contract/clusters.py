"""The yearly records of a cluster for the operation under test: those of the demonstration, which are scored and no
longer change, or a cluster made for the test.
"""

from functools import cached_property

from contract.drafts import unique
from support.samples import CLUSTER, HA_NAM, new_criterion, new_year

SCORED = ("{score_id}", "{staff_count_id}", "{tie_decision_id}")
INSIDE = ("{year_id}", "{criterion_id}", *SCORED)

# Records that cannot be deleted, because the year is scored.
FORBIDDEN = {"delete_cluster_member", "delete_cluster_criterion"}


class Clusters:
    def __init__(self, api):
        self._keeper = api.as_("province_reviewer", "35")

    def path(self, operation):
        """A path to a record in a state that allows the operation. None if the operation is about something else."""
        if not operation.path.endswith(INSIDE):
            return None
        return self._filled(operation.path, CLUSTER if operation.path.endswith(SCORED) else self.unscored)

    def forbidden_path(self, operation):
        return self._filled(operation.path, CLUSTER)

    @cached_property
    def unscored(self) -> str:
        """A cluster with a year and a criterion, without any score."""
        body = {"code": unique("cum"), "name": "Cụm chưa chấm điểm (mẫu)", "unit_id": HA_NAM}
        made = self._keeper.post("/v1/clusters", body).expect(201)
        self._keeper.post(f"/v1/clusters/{made.id}/years", new_year()).expect(201)
        self._keeper.post(f"/v1/clusters/{made.id}/criteria", new_criterion(unique)).expect(201)
        return made.id

    def _filled(self, path, cluster) -> str:
        collection = path.replace("{id}", cluster).rpartition("/")[0]
        items = self._keeper.get(collection, {"year": 2018}).expect(200).items
        return f"{collection}/{items[0]['id']}"
