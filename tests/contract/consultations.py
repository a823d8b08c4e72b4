"""Lists for public consultation for the operation under test: the published one of the demonstration data, and a new draft."""

from support.consultations import new_list

LISTS = "/v1/consultations"
PUBLISHED = "01600000-002b-7000-8000-000000000001"
ITEM, OPINION, CODE = "01600000-002c-7000-8000-000000000014", "01600000-002d-7000-8000-000000000001", "YKND2222B"
FORBIDDEN = {"delete_consultation", "delete_consultation_item", "publish_consultation"}  # of a published list


class Consultations:
    def __init__(self, api):
        self._province = api.as_("province_reviewer", "35")

    def path(self, operation):
        """A path to the published list or what lies in it; for a new item to a draft. None if the operation is about something else."""
        if operation.path.endswith("{list_code}"):
            return operation.path.replace("{list_code}", CODE)
        if not operation.path.startswith(LISTS + "/{"):
            return None
        if operation.id == "create_consultation_item":
            return operation.path.replace("{id}", self._province.post(LISTS, new_list()).expect(201).id)
        return self.forbidden_path(operation)

    def forbidden_path(self, operation):
        path = operation.path.replace("{item_id}", ITEM).replace("{opinion_id}", OPINION)
        return path.replace("{id}", PUBLISHED)
