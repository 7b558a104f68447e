// Sending the note to the school's own counsellor: first exactly what would go and to whom, and then once.
import { linked, say } from "./prose.js";
import { save, state } from "./store.js";

const COUNSELLOR = "studievejleder";
const at = (id) => document.getElementById(id);
const area = at("panel-text");
const dialog = at("send-dialog");
const unsent = [...document.querySelectorAll("#panel .unsent")];
const unsentWords = unsent[0].textContent;

let shown = null;
let offer = null;
let busy = false;

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const sent = JSON.stringify({ conversation: state.conversation, ...body });
  const response = await fetch(path, { method: "POST", headers, body: sent });
  return response.json();
}

// Asked anew for each note that is opened: the school may have begun, or stopped, since.
export async function offerToSend(item) {
  shown = item;
  offer = null;
  dialog.close();
  refresh();
  if (!item.answer.note.handover || !state.conversation) return;
  try {
    const found = await post("handover/offer", {});
    if (shown !== item || found.error) return;
    offer = found;
    refresh();
  } catch {
    // Without an answer there is no button: the note can be copied as always.
  }
}

export function textChanged() {
  refresh();
}

function refresh() {
  const sent = shown?.sent;
  for (const line of unsent) line.replaceChildren(sent ? linked(sent.message) : unsentWords);
  at("panel-hint").hidden = Boolean(sent);
  const changed = !sent || sent.note !== area.value;
  document.querySelector(".send-open").hidden = !(offer?.offered && changed);
  at("panel-no-send").hidden = !offer?.message;
  at("panel-no-send").textContent = offer?.message || "";
  if (!offer?.offered) return;
  const label = sent ? "send-again" : offer.role.id === COUNSELLOR ? "send-counsellor" : "send-role";
  at("panel-send").lastElementChild.textContent = say(label).replace("{role}", offer.role.name);
}

function facts(urgency) {
  const { topic_names: names, municipality_name: name, fact_names: told = [] } = shown.answer.note.handover;
  const found = [];
  if (names.length) found.push(say("fact-topics").replace("{names}", names.join(", ")));
  if (name) found.push(say("fact-municipality").replace("{name}", name));
  found.push(...told, say(`fact-urgency-${urgency}`));
  const last = found.pop();
  return say("send-facts").replace("{facts}", found.length ? found.join(", ") + say("and") + last : last);
}

async function look() {
  if (busy || !offer) return;
  busy = true;
  at("panel-status").textContent = say("looking");
  try {
    const found = await post("handover/preview", { text: area.value, handover: shown.answer.note.handover });
    at("panel-status").textContent = found.error ? found.error.message : "";
    if (found.error) return;
    at("send-to").textContent = say("send-to").replace("{role}", offer.role.name).replace("{school}", offer.school);
    at("send-text").textContent = found.text;
    at("send-removed").hidden = !found.removed;
    at("send-facts").textContent = facts(found.urgency);
    at("send-status").textContent = "";
    dialog.dataset.urgency = found.urgency;
    dialog.showModal();
    at("send-heading").focus();
  } catch {
    at("panel-status").textContent = say("send-failed");
  } finally {
    busy = false;
  }
}

// The same words keep their id, so that a second press, or a second try after a failure, sends nothing twice.
function idOf(text) {
  if (shown.sending?.text !== text) shown.sending = { text, id: crypto.getRandomValues(new Uint32Array(4)).join("-") };
  save();
  return shown.sending.id;
}

async function send() {
  if (busy) return;
  setBusy(true);
  at("send-status").textContent = say("sending");
  const item = shown;
  const text = at("send-text").textContent;
  try {
    const order = { id: idOf(text), text, to_role: offer.role.id, handover: handoverNow() };
    const found = await post("handover", order);
    if (found.error) {
      at("send-status").replaceChildren(linked(found.error.message));
      return;
    }
    // From now on the note says what became of it, also where it is copied and printed.
    item.note = `${found.text}\n\n${found.line}`;
    item.sent = { message: found.message, reference: found.reference, note: item.note };
    delete item.sending;
    if (shown === item) area.value = item.note;
    save();
    dialog.close();
    refresh();
    at("panel-status").textContent = say("sent").replace("{reference}", found.reference);
    at("panel-heading").focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("note-sent"));
  } catch {
    at("send-status").replaceChildren(linked(say("send-failed")));
  } finally {
    setBusy(false);
  }
}

// What was shown is what goes: also the urgency that was found in the words.
function handoverNow() {
  return { ...shown.answer.note.handover, urgency: dialog.dataset.urgency };
}

function setBusy(value) {
  busy = value;
  at("send-now").setAttribute("aria-disabled", String(value));
}

// The card in the conversation says what became of its note.
export function noteState(card, item) {
  if (item.sent) card.querySelector(".unsent").replaceChildren(linked(item.sent.message));
}

at("panel-send").addEventListener("click", look);
at("send-now").addEventListener("click", send);
at("send-not").addEventListener("click", () => dialog.close());
dialog.addEventListener("cancel", (event) => busy && event.preventDefault());
