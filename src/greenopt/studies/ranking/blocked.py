"""
Blocked: the rule or the money that keeps a project from being carried out, as the result of the case tells it.

Where projects may be done in part it is what the project would take most of, at the prices of the published plan; of a
project that is not eligible it is the rule that says so. With whole projects no price tells, and no rule is named.
"""

from greenopt.case.case import Case
from greenopt.result.resolved import Json
from greenopt.result.words import limit_in_words


def blocked_by(case: Case, entry: Json) -> Json | None:
    """
    Return what blocks a project; None of one that is carried out in full, or was promised.

    Args:
        case: that was solved.
        entry: of the project in the portfolio of its result.
    """
    if entry["decision"] not in ("partly", "not_funded", "screened_out"):
        return None
    reason = entry["reason"]
    name, _, part = str(reason["rule"] or "").partition(":")
    source = next((rule.source for rule in case.rules if rule.id == name), None)
    return {
        "code": reason["code"],
        "rule": name or None,
        "part": part,
        "name": limit_in_words(case, reason["rule"]).both() if name else None,
        "source": source,
        "text": {language: reason[language] for language in ("vi", "en")},
    }
