"""Public consultations: puts nominations on a list and publishes it.

    made = publish(province, [nomination_id], "2018-03-01")     # the answer of the publication; made.id is the list
"""

from support.samples import HA_NAM


def new_list(**changes) -> dict:
    """A list of Hà Nam."""
    return {"unit_id": HA_NAM, "title": "Lấy ý kiến nhân dân (mẫu)", "contact": "y-kien@mau.example"} | changes


def draft(province, nominations, **changes):
    """A draft with these nominations on it, made by a province reviewer."""
    made = province.post("/v1/consultations", new_list(**changes)).expect(201)
    for nomination in nominations:
        province.post(f"/v1/consultations/{made.id}/items", {"nomination_id": nomination}).expect(201)
    return made


def publish(province, nominations, on, **changes):
    made = draft(province, nominations, **changes)
    return province.post(f"/v1/consultations/{made.id}/publication", {"published_on": on}, etag=made.etag).expect(201)


def items(caller, list_id) -> list:
    return caller.get(f"/v1/consultations/{list_id}/items", {"limit": 200}).expect(200).items


def say(caller, list_id, **changes):
    """The answer to an opinion that a caller records."""
    body = {"received_on": "2025-09-16", "channel": "letter", "content": "Ý kiến (mẫu)"} | changes
    return caller.post(f"/v1/consultations/{list_id}/opinions", body)


def reply(caller, list_id, opinion, **changes):
    """The answer to an answer to an opinion."""
    body = {"answer": "Trả lời (mẫu)", "outcome": "not_upheld", "answered_on": "2025-09-17"} | changes
    return caller.post(f"/v1/consultations/{list_id}/opinions/{opinion.id}/answer", body, etag=opinion.etag)


def ends(database, list_id, day):
    """Sets the last day of a list, an SQL expression, as if it had been published twenty days before."""
    database.psql(f"update consultation set published_on = {day} - 20, ends_on = {day} where id = '{list_id}'", role="postgres")
