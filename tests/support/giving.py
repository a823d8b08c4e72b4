"""Helpers that give awards: to people without a record, with a decision that fits a class and a day."""

from support.samples import DUY_TIEN, HA_NAM, unit


def named_award(unique, **changes) -> dict:
    """An award for a person without a record in Duy Tiên, who therefore holds nothing yet."""
    return {"award_class_code": "GK", "subject_kind": "individual", "recipient_name": f"Người nhận {unique('mẫu')}",
            "unit_id": DUY_TIEN} | changes


def place_of(day: str) -> tuple[str, str]:
    """The body, with its unit, that gives the awards of base level in Duy Tiên: the district, later the commune."""
    if day >= "2025-07-01":
        return "commune", unit(13324, 3)
    return "district", unit(349, 1 if day < "2020-01-01" else 2)


def signed(award: str, day: str) -> dict:
    """The members that say who signs a decision on this class on this day: authority, level, unit and date."""
    province = HA_NAM if day < "2025-07-01" else unit(37, 2)
    level, base = place_of(day)
    if award in ("GK", "LDTT", "TTLDTT", "CSTDCS"):
        by = {"authority": f"{level}_chair", "level": level, "unit_id": base}
    elif award in ("BKT", "CTDT", "CSTDT", "TTLDXS"):
        by = {"authority": "province_chair", "level": "province", "unit_id": province}
    else:
        by = {"authority": "president" if award.startswith("HCLD") else "prime_minister", "level": "state",
              "unit_id": province}
    return {"signed_on": day} | by
