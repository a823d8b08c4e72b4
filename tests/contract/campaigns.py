"""Campaigns for the operation under test: a draft with a phase, made for the test, and a launched one."""

from functools import cached_property

from contract.drafts import unique
from support.samples import HA_NAM, REGULAR_CAMPAIGN

CAMPAIGNS = "/v1/campaigns"
FORBIDDEN = {"launch_campaign"}  # the demonstration's campaign is launched


class Campaigns:
    def __init__(self, api):
        self._province = api.as_("province_reviewer", "35")

    def path(self, operation):
        """A path to a draft or its phase. None if the operation is about something else, or about any campaign."""
        if operation.id == "launch_campaign":
            return operation.path.replace("{id}", self._draft())
        if operation.path.endswith("{phase_id}"):
            return operation.path.replace("{id}", self.phased.split("/")[-3]).replace("{phase_id}", self.phased.split("/")[-1])
        if operation.path.endswith("/phases"):
            return operation.path.replace("{id}", self.phased.split("/")[-3])
        return None

    def forbidden_path(self, operation):
        return operation.path.replace("{id}", REGULAR_CAMPAIGN)

    @cached_property
    def phased(self) -> str:
        """The path of a phase."""
        body = {"name": unique("Giai đoạn"), "starts_on": "2018-01-01", "ends_on": "2018-06-30"}
        made = self._province.post(f"{CAMPAIGNS}/{self._draft()}/phases", body).expect(201)
        return made.headers["Location"]

    def _draft(self) -> str:
        body = {"code": unique("pt"), "name": "Phong trào (mẫu)", "kind": "regular", "unit_id": HA_NAM, "starts_on": "2018-01-01"}
        return self._province.post(CAMPAIGNS, body).expect(201).id
