// Saying how a contact went: whom, where, and seven short items. Everything is chosen; nothing says who answered.
import { clone, say } from "./prose.js";
import { state } from "./store.js";

const at = (id) => document.getElementById(id);
const dialog = at("rating-dialog");
const form = at("rating-form");
const fields = at("rating-fields");
const status = at("rating-status");

let asked = null;
let key = null;
let busy = false;

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify({ conversation: state.conversation, ...body }) });
  return response.json();
}

export async function openRating() {
  if (dialog.open) return;
  begin();
  dialog.showModal();
  at("rating-heading").focus();
  if (asked) return show();
  status.textContent = say("rating-loading");
  try {
    const found = await post("rating/questions", {});
    status.textContent = found.error ? found.error.message : "";
    if (found.error) return;
    asked = found;
    show();
  } catch {
    status.textContent = say("rating-away");
  }
}

// Each opening is an answer of its own, with an id of its own: what is sent twice is kept once.
function begin() {
  key = crypto.getRandomValues(new Uint32Array(4)).join("-");
  form.reset();
  fields.replaceChildren();
  status.textContent = "";
  for (const part of form.querySelectorAll(".ask")) part.hidden = true;
}

function show() {
  for (const part of form.querySelectorAll(".ask")) part.hidden = false;
  at("rating-reached").textContent = asked.reached;
}

function refresh() {
  const reached = form.elements.reached.value;
  if (!reached) return;
  const before = Object.fromEntries(new FormData(form));
  const scale = asked.scale.map(({ value, text }) => [String(value), text]);
  const roles = ["outside", "inside"].map((where) => [say(`rating-${where}`), asked.roles.filter((one) => one.inside === (where === "inside"))]);
  const parts = [field("to_role", say(reached === "ja" ? "rating-whom" : "rating-whom-not"), []), field("municipality", say("rating-municipality"), asked.municipalities.map(({ code, name }) => [code, name]))];
  if (reached === "ja") parts.push(...asked.items.map(({ id, text }) => field(id, text, scale)));
  const whom = parts[0].querySelector("select");
  for (const [name, listed] of roles) {
    const group = document.createElement("optgroup");
    group.label = name;
    group.append(...listed.map((one) => new Option(one.name, one.id)));
    whom.append(group);
  }
  fields.replaceChildren(...parts);
  for (const select of fields.querySelectorAll("select")) select.value = before[select.name] || "";
  askPlace();
}

function field(name, words, listed) {
  const made = clone("rating-field");
  const select = made.querySelector("select");
  Object.assign(select, { name, id: `rating-${name}` });
  made.querySelector("label").textContent = words;
  made.querySelector("label").htmlFor = select.id;
  select.append(...listed.map(([value, text]) => new Option(text, value)));
  return made;
}

// Somebody at the school is in no municipality.
function askPlace() {
  const role = asked.roles.find((one) => one.id === form.elements.to_role?.value);
  if (form.elements.municipality) form.elements.municipality.parentElement.hidden = !role || role.inside;
}

function lacking() {
  const open = [...fields.querySelectorAll("select")].filter((select) => !select.parentElement.hidden);
  const empty = open.filter((select) => !select.value);
  for (const select of open) mark(select, !select.value);
  return form.elements.reached.value ? empty[0] : form.elements.reached[0];
}

function mark(select, isEmpty) {
  const words = select.parentElement.querySelector(".lacks");
  words.id = `${select.id}-lacks`;
  words.hidden = !isEmpty;
  select.setAttribute("aria-invalid", String(isEmpty));
  // What is hidden would be read all the same.
  if (isEmpty) select.setAttribute("aria-describedby", words.id);
  else select.removeAttribute("aria-describedby");
}

async function send() {
  if (busy || !asked) return;
  const first = lacking();
  if (first) {
    status.textContent = say("rating-missing");
    first.focus();
    return;
  }
  setBusy(true);
  status.textContent = say("rating-sending");
  try {
    const { reached, ...chosen } = Object.fromEntries(new FormData(form));
    const found = await post("rating", { ...chosen, id: key, reached: reached === "ja" });
    status.textContent = found.error ? found.error.message : say("rating-thanks");
    if (found.error) return;
    for (const part of form.querySelectorAll(".ask")) part.hidden = true;
    fields.replaceChildren();
    at("rating-close").focus();
  } catch {
    status.textContent = say("rating-away");
  } finally {
    setBusy(false);
  }
}

function setBusy(value) {
  busy = value;
  at("rating-send").setAttribute("aria-disabled", String(value));
}

// The address in a teacher's own calendar; after a reload the page is as usual.
export function openIfAsked() {
  const here = new URL(location.href);
  if (!here.searchParams.has("svar") || !state.conversation) return;
  here.searchParams.delete("svar");
  history.replaceState(null, "", here);
  openRating();
}

form.addEventListener("change", (event) => {
  if (event.target.matches("select")) mark(event.target, false);
  if (event.target.name === "reached") refresh();
  if (event.target.name === "to_role") askPlace();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
at("rating-close").addEventListener("click", () => dialog.close());
