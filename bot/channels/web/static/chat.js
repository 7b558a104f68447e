// The conversation: what is sent, what is shown, and what happens when it fails.
import { framed, listenToHost, role, school } from "./frame.js";
import { closeNote, openNote, showKeptNote } from "./note.js";
import { say } from "./prose.js";
import { openIfAsked } from "./rating.js";
import { forget, reread, save, state } from "./store.js";
import { isTaken } from "./tabs.js";
import { add, redraw, refreshChoices, scrollTo, show, view } from "./view.js";

const WAIT = 20000;
const SLOW = 2000;
const LIMIT = 1000;
const at = (id) => document.getElementById(id);
const draft = at("draft");

let era = 0;
let retry = null;
let unknownInARow = 0;
let slowTimer = null;

async function call(method, path, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), WAIT);
  try {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(path, { method, headers, body: JSON.stringify(body), signal: stop.signal });
    const data = response.status === 204 ? {} : await response.json();
    if (response.ok || data.error) return data;
    throw new Error(response.status);
  } finally {
    clearTimeout(timer);
  }
}

// A line that breaks in the middle of an answer: another bot has it, and gives it to the same id. Without a net both fail.
async function twice(path, body) {
  try {
    return await call("POST", path, body);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return call("POST", path, body);
  }
}

function setBusy(value) {
  view.busy = value;
  at("typing").textContent = value ? say("typing") : "";
  clearTimeout(slowTimer);
  if (value) slowTimer = setTimeout(() => (at("typing").textContent = say("slow")), SLOW);
  at("send").setAttribute("aria-disabled", String(value));
  refreshChoices();
}

function complain(text, again) {
  retry = again;
  at("problem-text").textContent = text;
  at("retry").hidden = !again;
  at("problem").hidden = false;
}

function calmDown() {
  retry = null;
  at("problem").hidden = true;
}

// --- sending ---------------------------------------------------------------------------------------------------------

async function begin(greet) {
  const data = await alone(() => call("POST", "conversations", { ...(school && { school }), ...(role && { role }), ...(framed && { framed }) }));
  if (data.error) {
    complain(data.error.message, () => start(greet));
    return false;
  }
  Object.assign(state, { conversation: data.conversation, first: true, role: data.role });
  showReader();
  if (greet) add(data.messages.map((message) => ({ who: "bot", ...message })));
  save();
  return true;
}

// Two frames or tabs that begin at once would each be given a cookie, and the second would take the first one's place.
async function alone(ask) {
  let asked = null;
  try {
    await navigator.locks.request("vejviser-begin", () => (asked = ask()));
  } catch {
    // No locks, or none in this frame; or the question itself failed, as it then does below.
  }
  return asked ?? ask();
}

async function start(greet) {
  calmDown();
  try {
    return await begin(greet);
  } catch {
    complain(say("begin"), () => start(greet));
    return false;
  }
}

async function send(text, shown = text, from = null) {
  if (view.busy || !text.trim()) return;
  calmDown();
  setBusy(true);
  const typed = from === null;
  const now = era;
  if (state.pending?.text !== text) state.pending = { text, id: crypto.getRandomValues(new Uint32Array(4)).join("-") };
  state.pending.inFlight = typed;
  if (typed) setDraft("");
  const item = { who: "user", text: shown };
  const bubble = show(item);
  scrollTo(bubble);
  try {
    if (!state.conversation && !(await begin(false))) throw new Error("no conversation");
    const { conversation, first, pending } = state;
    const data = await twice("messages", { conversation, text, first, message_id: pending.id });
    if (now !== era) return;
    if (data.error) await refused(data, bubble, text, shown, from);
    else answered(data, bubble, item, from);
  } catch (error) {
    if (now !== era) return;
    giveBack(bubble, text, typed);
    if (!retry) complain(say(error.name === "AbortError" ? "timeout" : "network"), () => resend(text, shown, from));
  } finally {
    if (now === era) settle();
  }
}

function settle() {
  if (state.pending) state.pending.inFlight = false;
  setBusy(false);
  save();
  // On a touch screen the keyboard would cover the answer.
  if (matchMedia("(pointer: fine)").matches) draft.focus({ preventScroll: true });
}

function answered(data, bubble, item, from) {
  const { id, text } = state.pending;
  for (const earlier of state.items) earlier.used ||= id;
  if (from) from.chosen = item.text;
  if (data.received) item.text = data.received;
  const latest = { id, place: state.items.length, typed: from === null };
  Object.assign(state, { first: false, pending: null, latest });
  unknownInARow = 0;
  bubble.remove();
  const said = data.messages.map((message) => ({ who: "bot", ...message, ...againAfter(message, data.received || text) }));
  const [mine] = add([item, ...said]);
  // After the tools have taken their place, or the last line of buttons is pushed out of view.
  requestAnimationFrame(() => scrollTo(mine));
  const asked = said.find((message) => message.answer?.kind === "note" && message.answer.note);
  if (asked) openNote(asked);
}

// An answer that failed can be asked for again; the bot's own suggestions stay as they are.
function againAfter(message, text) {
  return message.kind === "failed" && !message.buttons ? { buttons: [{ title: say("again"), payload: text }] } : {};
}

async function refused(data, bubble, text, shown, from) {
  giveBack(bubble, text, from === null);
  add((data.messages || []).map((message) => ({ who: "bot", ...message })));
  const again = ["too_long", "empty"].includes(data.error.code) ? null : () => resend(text, shown, from);
  if (data.error.code !== "unknown_conversation") return complain(data.error.message, again);
  unknownInARow += 1;
  // In another page's frame some browsers keep no cookie at all. Then the very first message is refused.
  if (unknownInARow > 1 || (framed && state.first)) return complain(say("cookies"), again);
  closeChapter();
  if (await begin(false)) complain(data.error.message, again);
}

// The same text with the same id, so that a message that did arrive is not taken twice.
function resend(text, shown, from) {
  if (from === null && draft.value.trim() === text.trim()) setDraft("");
  send(text, shown, from);
}

function giveBack(bubble, text, typed) {
  bubble.remove();
  if (typed) setDraft(draft.value.trim() ? `${text}\n${draft.value}` : text);
}

function setDraft(text) {
  draft.value = text;
  draftChanged();
}

function draftChanged() {
  state.draft = draft.value;
  draft.style.height = "auto";
  draft.style.height = `${Math.min(draft.scrollHeight + 2, innerHeight * 0.3)}px`;
  const length = draft.value.trim().length;
  at("count").textContent = length > LIMIT * 0.8 ? `${length.toLocaleString("da-DK")} ${say("count")}` : "";
  at("count").classList.toggle("over", length > LIMIT);
  draft.setAttribute("aria-invalid", String(length > LIMIT));
  save();
}

// --- taking back, beginning anew -------------------------------------------------------------------------------------

async function undo() {
  if (view.busy || !state.latest) return;
  calmDown();
  setBusy(true);
  const now = era;
  try {
    const { conversation, latest } = state;
    const data = await call("POST", "undo", { conversation, message_id: latest.id });
    if (now !== era) return;
    // What failed for another reason can be tried again.
    if (data.error?.code === "failed") return complain(data.error.message, undo);
    state.latest = null;
    if (data.error) complain(data.error.message, null);
    else takenBack(latest, data);
  } catch {
    if (now === era) complain(say("undo-failed"), undo);
  } finally {
    if (now === era) settle();
  }
}

// What was said of danger stays in view: a danger is never unsaid.
function takenBack(latest, data) {
  const [mine, ...answers] = state.items.splice(latest.place);
  for (const earlier of state.items) {
    if (earlier.used !== latest.id) continue;
    earlier.used = false;
    delete earlier.chosen;
  }
  const kept = data.danger ? answers.filter((one) => ["acute", "urgent"].includes(one.kind) || one.answer?.kind === "acute") : [];
  if (latest.typed && !draft.value.trim()) setDraft(mine.text);
  redraw();
  showKeptNote();
  add([...kept, ...data.messages.map((message) => ({ who: "bot", ...message }))]);
  scrollTo(document.getElementById("log").children[latest.place - 1]);
}

function closeChapter() {
  for (const earlier of state.items) earlier.used ||= true;
  state.latest = null;
  add([{ who: "divider" }]);
}

// The same page, a new pupil: what stands above can still be read, and the server forgets it.
async function anew() {
  if (view.busy) return;
  const { conversation } = state;
  era += 1;
  if (conversation) call("DELETE", "conversations", { conversation }).catch(() => {});
  state.conversation = null;
  state.pending = null;
  closeChapter();
  await start(true);
  scrollTo(document.querySelector(".message.bot:last-child"));
  draft.focus({ preventScroll: true });
}

async function erase() {
  const { conversation } = state;
  era += 1;
  setBusy(false);
  if (conversation) call("DELETE", "conversations", { conversation }).catch(() => {});
  closeNote();
  forget();
  redraw();
  setDraft("");
  await start(true);
  draft.focus();
}

// --- events ----------------------------------------------------------------------------------------------------------

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send(draft.value);
});
draft.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send(draft.value);
});
draft.addEventListener("input", draftChanged);
at("retry").addEventListener("click", () => retry?.());
at("erase").addEventListener("click", () => at("confirm").showModal());
at("confirm").addEventListener("close", () => {
  if (at("confirm").returnValue === "erase") erase();
  at("confirm").returnValue = "";
});

listenToHost(() => matchMedia("(pointer: fine)").matches && draft.focus({ preventScroll: true }));
if (framed) {
  // The page around this one has a head and a main part too: these have a name, to tell them apart.
  for (const part of document.querySelectorAll("header, main")) part.setAttribute("aria-label", document.title);
  at("own-window").hidden = false;
  at("own-window").firstElementChild.href = location.href;
}

addEventListener("offline", () => complain(say("offline"), null));
addEventListener("online", () => at("problem-text").textContent === say("offline") && calmDown());

// "Back" may show an older picture of this page than what the tab has remembered since.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  reread();
  showAll();
});

// The page says for whom it is, when that is not a teacher.
function showReader() {
  if (!state.role) return;
  document.querySelector(".tagline").textContent = say("told-tagline");
  draft.placeholder = say("told-placeholder");
}

function showAll() {
  showReader();
  redraw();
  setDraft(state.draft || (state.pending?.inFlight ? state.pending.text : ""));
  showKeptNote();
  scrollTo([...document.querySelectorAll(".message.user")].pop());
}

async function open() {
  // Asked in any case: a tab that begins now must be able to answer for its conversation later.
  const taken = isTaken(() => state.conversation);
  if (!state.items.length) return start(true);
  showAll();
  if (!(await taken)) return;
  // A duplicated tab: the words stay in the other one.
  forget();
  redraw();
  showKeptNote();
  setDraft("");
  if (await start(true)) add([{ who: "bot", text: say("duplicate"), kind: "notice" }]);
}

Object.assign(view, { onChoice: send, onUndo: undo, onAnew: anew });
open().then(openIfAsked);
