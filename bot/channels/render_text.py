"""An Answer as plain text, for channels that show nothing else."""

from typing import Any

Answer = dict[str, Any]

SCHEMES = ("tel:", "mailto:", "https://")


def render(answer: Answer) -> str:
    """Write an Answer (docs/contracts.md, section 5) as plain text.

    Args:
        answer: the Answer, of any kind.

    Returns:
        Lead, sections with headings and numbered items, and the note, divided by blank lines.
    """
    parts = [answer.get("text") or ""]
    parts += [_section(section) for section in answer.get("sections") or []]
    if answer.get("note"):
        parts.append(_note(answer["note"]))
    return "\n\n".join(part for part in parts if part)


def _section(section: dict[str, Any]) -> str:
    items = section.get("items") or []
    lines = [section.get("heading") or ""]
    for number, item in enumerate(items, start=1):
        lines += _item(item, f"{number}. " if len(items) > 1 else "")
    return "\n".join(line for line in lines if line)


def _item(item: dict[str, Any], mark: str) -> list[str]:
    title, words = item.get("title") or "", item.get("text") or ""
    first = f"{title}: {words}" if title and words else title or words
    below = [f"- {detail}" for detail in item.get("details") or []]
    below += [link_words(link) for link in item.get("links") or [] if link["href"].startswith(SCHEMES)]
    below += [item["hours"]["text"]] if item.get("hours") else []
    below += [f"[{item['status_text']}]"] if item.get("status_text") else []
    below += [_source(item["source"])] if item.get("source") else []
    return [mark + first, *(" " * 3 + line for line in below)]


def link_words(link: dict[str, str]) -> str:
    """Return a link as words that can be used without pressing it: with its number or address."""
    label, target = link["label"], link["href"].removeprefix("tel:").removeprefix("mailto:")
    spoken = "".join(label.split())
    return label if target in spoken or target.removeprefix("+45") in spoken else f"{label}: {target}"


def _source(source: dict[str, Any]) -> str:
    return ", ".join(str(source[key]) for key in ("text", "date", "url") if source.get(key))


def _note(note: dict[str, str]) -> str:
    return "\n".join(line for line in (note.get("heading"), note.get("text"), note.get("hint")) if line)
