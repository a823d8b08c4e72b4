"""Nominations under public consultation, brought there by their callers."""

from support.samples import unit
from support.subjects import nominate_own
from support.workflows import Workflow, provincial

COMMUNE, NINH_BINH = unit(13363, 3), unit(37, 2)  # Tiên Sơn, and its province, since 2025-07
SEEN = {"acknowledgement": "Đã xem xét"}


def asked(api, unique) -> Workflow:
    """A nomination under consultation since 2025-09-15: ten working days end on the 29th."""
    workflow = Workflow(api, unique, code="13363", unit_id=COMMUNE, province="37", begins="2025-09-12")
    nominate_own(workflow, "HCLD3").submit().receive().approve(**SEEN).wait(3).approve(workflow.province, **SEEN)
    assert workflow.state == "public_consultation"
    return workflow


def of_2018(api, unique) -> Workflow:
    """A nomination of Hà Nam under consultation, for which the law of 2018 names no period."""
    workflow = nominate_own(provincial(api, unique), "HCLD3").submit()
    return workflow.review(workflow.province, "receive").approve(workflow.province, **SEEN)
