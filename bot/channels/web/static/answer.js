// An Answer (docs/contracts.md, section 5) as cards.
import { noteState } from "./handover.js";
import { openNote } from "./note.js";
import { clone, element, linked, prose, say } from "./prose.js";
import { remember } from "./remember.js";

const SAFE = /^(tel:|mailto:|https:\/\/)/;
const NUMBERED = ["acute", "school"];
const STATES = ["confirmed", "ageing", "unconfirmed", "example", "awaiting_lawyer"];

// `kept` holds what the reader has ticked and written, so that a reload shows it again.
export function answerCards(answer, kept, changed) {
  const out = document.createDocumentFragment();
  if (answer.text) out.append(element("div", "lead", prose(answer.text)));
  for (const section of answer.sections || []) out.append(card(section, kept, changed));
  if (answer.note) out.append(note(answer.note, kept));
  const day = answer.kind === "plan" && answer.note?.handover?.next_date;
  if (day) out.append(remember(day));
  return out;
}

function card(section, kept, changed) {
  const made = clone(section.folded ? "folded" : "section");
  made.dataset.section = section.id;
  made.querySelector("h3").textContent = section.heading;
  const list = element(NUMBERED.includes(section.id) ? "ol" : "ul", "items");
  (section.items || []).forEach((item, index) => {
    const line = entry(item);
    const foot = line.querySelector(".foot");
    if (section.id === "school") foot.append(tick(item, `${section.id}${index}`, kept, () => (changed(), count())));
    if (item.source) foot.append(source(item.source));
    list.append(line);
  });
  made.append(list);
  const done = element("p", "done");
  const ticks = [...list.querySelectorAll(".tick input")];
  const count = () => (done.textContent = say("done").replace("{n}", ticks.filter((box) => box.checked).length).replace("{all}", ticks.length));
  if (ticks.length) {
    count();
    list.before(done);
  }
  return made;
}

function entry(item) {
  const line = clone("item");
  if (item.owner) line.classList.add("step");
  const title = line.querySelector(".title");
  const body = line.querySelector(".body");
  if (item.title) title.append(linked(item.title));
  else title.remove();
  if (item.text) body.append(prose(item.text));
  if (item.due) body.append(element("p", "due", item.due.text));
  const rest = (item.details || []).filter((line) => line !== item.due?.text);
  if (rest.length) body.append(details(rest));
  if (item.hours) body.append(element("p", item.hours.open ? "hours open" : "hours", item.hours.text));
  if (item.status || item.status_text) body.append(badge(item));
  const links = (item.links || []).filter((link) => SAFE.test(link.href));
  if (links.length) body.append(element("div", "links", anchors(links)));
  return line;
}

function details(lines) {
  const list = element("ul", "details");
  for (const line of lines) list.append(element("li", "", linked(line)));
  return list;
}

function badge(item) {
  const state = STATES.includes(item.status) ? item.status : "other";
  return element("p", `badge ${state}`, item.status_text || say(`status-${state}`));
}

function anchors(links) {
  const out = document.createDocumentFragment();
  for (const { href, label } of links) out.append(anchor(href, label));
  return out;
}

function anchor(href, label) {
  const link = element("a", "link", label || href);
  link.href = href;
  if (href.startsWith("https:")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.append(clone("outside"));
  }
  return link;
}

function source(given) {
  const made = clone("source");
  const line = made.querySelector("p");
  if (SAFE.test(given.url || "")) line.append(anchor(given.url, given.text || given.url));
  else line.append(given.text || "");
  // A source may also say in words that it has no date.
  if (given.date) line.append(/\d/.test(given.date) ? `, ${say("dated")} ${danishDate(given.date)}` : `, ${given.date}`);
  return made;
}

function danishDate(given) {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(given) ? new Date(`${given}T12:00:00`) : null;
  return date ? date.toLocaleDateString("da-DK", { day: "numeric", month: "long", year: "numeric" }) : given;
}

function tick(item, key, kept, changed) {
  const label = clone("tick");
  const box = label.querySelector("input");
  label.querySelector(".hidden").textContent = `: ${[item.title, item.owner ? item.text : ""].filter(Boolean).join(": ") || item.text}`;
  box.checked = Boolean(kept.ticks?.[key]);
  box.addEventListener("change", () => {
    kept.ticks = { ...kept.ticks, [key]: box.checked };
    changed();
  });
  return label;
}

function note(given, kept) {
  const made = clone("note");
  const open = made.querySelector("button");
  made.querySelector("h3").textContent = given.heading;
  open.addEventListener("click", () => openNote(kept, open));
  noteState(made, kept);
  document.addEventListener("note-sent", () => noteState(made, kept));
  return made;
}
