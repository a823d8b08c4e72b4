"""What is wrong with a file of api/contract, with the file and the place in it."""

from difflib import get_close_matches


class Fault(Exception):
    """One sentence for the person who edits the file."""


def check_map(where, given):
    if not isinstance(given, dict):
        raise Fault(f"{where}: a map is expected here")


def check_keys(where, given, known):
    """Refuses a key that the short form does not have, and names the most similar known key."""
    check_map(where, given)
    for key in given:
        if key not in known:
            near = get_close_matches(str(key), known, 1)
            raise Fault(f"{where}: unknown key '{key}'" + (f", perhaps '{near[0]}'" if near else ""))


def check_lists(where, given, keys):
    for key in keys:
        if not isinstance(given.get(key, []), list):
            raise Fault(f"{where}.{key}: a list is expected here")


def need(where, given, *keys):
    for key in keys:
        if key not in given:
            raise Fault(f"{where}: '{key}' is missing")
