"""The steps inside the school: the school's own plan and the steps of the topics, made into one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from actions.guidance.concern import Concern
from actions.guidance.knowledge import WITHIN_DAYS, Json, Knowledge, Source, Wording
from actions.guidance.match import Chosen

TRIGGERS = {"acute": "acute", "urgent": "urgent", "check": "concern", "none": "concern"}
# What a step is about, and the answer to "what has been tried" that makes it superfluous.
DONE_BY = {"talk": "talked_pupil", "share": "counsellor", "leader": "leader", "parents": "talked_parents"}
# Steps that need calm have no place beside danger now.
NEEDS_CALM = frozenset({"talk", "share", "parents"})
ORDER = (
    "leader",
    "talk",
    "note",
    "share",
    "",
    "who_leads",
    "municipality_in",
    "follow_up",
    "parents",
    "find_home",
    "find_age",
)
TEACHER = "underviser"
HOME_IS_DANGER = frozenset({"vold_i_hjemmet", "seksuelle_kraenkelser", "social_kontrol", "omsorgssvigt"})
# Here nothing goes home without the pupil's yes (next_steps.yml: digitalt_hjem_under_18, lgbt, graviditet_sex), or the
# pupil may have been thrown out; while life is in danger there is no time to ask.
HOME_AFTER_ASKING = HOME_IS_DANGER | {"digitale_kraenkelser", "lgbt", "graviditet_sex", "hjemloeshed"}


@dataclass(frozen=True)
class SchoolStep:
    """One thing to do inside the school. `within` is a code, or the words of the school's plan."""

    role: str
    text: str
    within: str | None
    about: str | None
    source: Source
    confidence: str
    checked: str
    deputy_role: str | None = None
    from_school_plan: bool = False


def acute_steps(
    chosen: Sequence[Chosen], school_plan: Json | None, concern: Concern, knowledge: Knowledge
) -> list[SchoolStep]:
    """Return what to do while the danger lasts: 112 first, then staying, then the school's own plan."""
    own = [_step(item) for item in chosen if item.step.kind == "acute"]
    if concern.danger != "acute":
        return []
    own.sort(key=lambda step: step.about != "call_112")
    covered = {step.about for step in own if step.about in ("call_112", "stay")}
    planned = [step for step in _planned(school_plan, concern, knowledge) if _is_now(step, knowledge.wording)]
    return [*own, *(step for step in planned if step.about not in covered)]


def school_steps(
    chosen: Sequence[Chosen], school_plan: Json | None, concern: Concern, knowledge: Knowledge
) -> list[SchoolStep]:
    """Return the steps inside the school in order, without what has been done already and without doubles."""
    planned = _planned(school_plan, concern, knowledge)
    if concern.danger == "acute":
        planned = [step for step in planned if not _is_now(step, knowledge.wording)]
    planned_about = {step.about for step in planned if step.about and step.about not in ("talk", "note")}
    own: dict[str, SchoolStep] = {}
    for item in chosen:
        step, about = item.step, item.step.about
        # The school's own plan takes the place of what is said to everybody, not of what a topic asks for.
        general = not item.entry.when.topics and about in planned_about
        if step.kind != "school" or general or _is_done(about, concern) or _needs_calm(about, concern):
            continue
        own.setdefault(about or f"role {step.role}", _step(item))
    if any(step.about == "note" for step in planned):
        own.pop("note", None)
    return _in_order(list(own.values()), planned, concern, knowledge.wording)


def _by_deadline(steps: Sequence[SchoolStep], wording: Wording) -> list[SchoolStep]:
    """Return the steps with the earliest deadline first; one without a number of days stays behind its predecessor."""
    days, numbered = 0, []
    for step in steps:
        found = _days(step.within or "", wording)
        days = days if found is None else found
        numbered.append((days, step))
    return [step for _, step in sorted(numbered, key=lambda pair: pair[0])]


def _days(within: str, wording: Wording) -> int | None:
    """Return the days until a deadline: a code of next_steps.yml, or words of a school such as two days or one week."""
    if within in WITHIN_DAYS:
        return WITHIN_DAYS[within]
    numbers, units = wording.get("deadline.numbers"), wording.get("deadline.units")
    words = within.casefold().split()
    for number, unit in pairwise(words):
        size = next((int(days) for start, days in units.items() if start in unit), None)
        if size and (number.isdigit() or number in numbers):
            return int(numbers.get(number, number)) * size
    return None


def _in_order(own: list[SchoolStep], planned: list[SchoolStep], concern: Concern, wording: Wording) -> list[SchoolStep]:
    # The first talk and the way to the leader are said once: in the topic's words, which know what to ask about.
    said = {step.about for step in own if step.about in ("talk", "leader")}
    planned = [step for step in planned if not (step.about in said and step.role == TEACHER)]
    order = {about: rank for rank, about in enumerate(ORDER)}
    if not concern.is_danger:
        order["leader"] = order["parents"]
    last_before_plan = order["talk"]
    ranked = sorted(own, key=lambda step: order.get(step.about or "", order[""]))
    first = [step for step in ranked if order.get(step.about or "", order[""]) <= last_before_plan]
    rest = [*planned, *(step for step in ranked if step not in first)]
    return [*first, *(rest if concern.is_danger else _by_deadline(rest, wording))]


def _planned(school_plan: Json | None, concern: Concern, knowledge: Knowledge) -> list[SchoolStep]:
    """Return the steps of the school's plan for this danger, without what is done or would be wrong for this pupil."""
    if not school_plan:
        return []
    plan, school = school_plan["plan"], school_plan["school"]
    wording = knowledge.wording
    name = wording("step.school_plan", school=school["name"], version=plan["version"], approved=plan["approved"])
    source = Source(name, None, str(plan["approved"]))
    steps: list[SchoolStep] = []
    for step in sorted(plan["steps"], key=lambda step: step.get("order") or 0):
        if (
            step["trigger"] != TRIGGERS[concern.danger]
            or not _is_about(step, concern)
            or _is_wrong_here(step["text"], concern, wording)
        ):
            continue
        about = _about(step["text"], wording)
        if _own_task(step, about) and _is_done(about, concern):
            continue
        new = SchoolStep(step["role"], step["text"], step.get("within"), about, source, "medium", str(plan["approved"]))
        steps.append(replace(new, deputy_role=step.get("deputy_role"), from_school_plan=True))
    return steps


def _is_about(step: Json, concern: Concern) -> bool:
    """Tell whether the step is for this worry; one without topics is for all."""
    topics = step.get("topics") or []
    return not topics or bool(set(topics) & set(concern.subjects))


def _own_task(step: Mapping[str, str], about: str | None) -> bool:
    # A talk that somebody else than the teacher shall have is not done because the teacher has talked.
    return about != "talk" or step["role"] == TEACHER


def _is_wrong_here(text: str, concern: Concern, wording: Wording) -> bool:
    words = text.casefold()
    adult = concern.age_group == "over18"
    unsafe_home = bool((HOME_IS_DANGER if concern.danger == "acute" else HOME_AFTER_ASKING) & set(concern.subjects))
    about_home = (adult or unsafe_home) and _has_word(words, wording.get("home_words"))
    return about_home or (adult and _has_word(words, wording.get("under_18_words")))


def _has_word(text: str, phrases: Sequence[str]) -> bool:
    marked = " " + "".join(letter if letter.isalnum() else " " for letter in text) + " "
    return any(f" {phrase}" in marked if len(phrase) > 3 else f" {phrase} " in marked for phrase in phrases)


def _about(text: str, wording: Wording) -> str | None:
    # What comes later in the text is a condition or a reminder, not what the step is about.
    words = text.casefold().split(".")[0]
    phrases: Mapping[str, Sequence[str]] = wording.get("plan_words")
    return next((about for about, group in phrases.items() if any(phrase in words for phrase in group)), None)


def _is_now(step: SchoolStep, wording: Wording) -> bool:
    return any((step.within or "").casefold().startswith(word) for word in wording.get("now_words"))


def _is_done(about: str | None, concern: Concern) -> bool:
    return about is not None and DONE_BY.get(about) in concern.tried


def _needs_calm(about: str | None, concern: Concern) -> bool:
    return concern.danger == "acute" and about in NEEDS_CALM


def _step(item: Chosen) -> SchoolStep:
    step, entry = item.step, item.entry
    return SchoolStep(
        str(step.role), step.text or "", step.within, step.about, entry.source, entry.confidence, entry.checked
    )
