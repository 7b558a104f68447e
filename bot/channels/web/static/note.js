// The handover note beside the conversation: to change, copy, print and take along. Sending it is handover.js's.
import { offerToSend, textChanged } from "./handover.js";
import { linked, say } from "./prose.js";
import { save, state } from "./store.js";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const at = (id) => document.getElementById(id);
const panel = at("panel");
const area = at("panel-text");

const narrow = matchMedia("(max-width: 63.99rem)");

let shown = null;
let opener = null;

const textOf = (item) => item.note ?? item.answer.note.text;

// `from` is what opened it, and gets the focus back. A note that comes by itself takes no focus beside the conversation.
export function openNote(item, from = null) {
  shown = item;
  opener = from;
  const { heading, hint } = item.answer.note;
  at("panel-heading").textContent = heading;
  at("panel-hint").replaceChildren(linked(hint || ""));
  area.value = textOf(item);
  tell("");
  offerToSend(item);
  panel.hidden = false;
  state.noteOpen = state.items.indexOf(item);
  save();
  const covers = getComputedStyle(document.querySelector("main")).display === "none";
  if (from || covers) at("panel-heading").focus({ preventScroll: true });
}

export function closeNote() {
  if (panel.hidden) return;
  panel.hidden = true;
  shown = null;
  state.noteOpen = -1;
  save();
  const back = opener?.isConnected ? opener : at("draft");
  back.focus({ preventScroll: true });
}

// After a reload the note is there again, as the teacher left it; without its message it is closed.
export function showKeptNote() {
  const item = state.items[state.noteOpen];
  if (item?.answer?.note) openNote(item);
  else panel.hidden = true;
}

// Where the note takes the conversation's place, it is the main part of the page, also for a screen reader.
function setPlace() {
  panel.setAttribute("role", narrow.matches ? "main" : "complementary");
}

function tell(text) {
  at("panel-status").textContent = text;
}

async function copy() {
  try {
    await navigator.clipboard.writeText(area.value);
    tell(say("copied"));
  } catch {
    // Browsers open the clipboard only to pages with a certificate; the old way works on the others.
    area.select();
    tell(say(document.execCommand("copy") ? "copied" : "not-copied"));
  }
}

// A field prints only the lines that are in view, so the words are printed from a copy.
function print() {
  at("paper-heading").textContent = at("panel-heading").textContent;
  at("paper-text").textContent = area.value;
  document.body.dataset.print = "note";
  window.print();
}

function saveText() {
  const unsent = say("unsent");
  const whole = shown.sent || area.value.includes(unsent) ? area.value : `${area.value}\n\n${unsent}`;
  download(new Blob([`${at("panel-heading").textContent}\n\n${whole}\n`], { type: "text/plain;charset=utf-8" }), "txt");
  tell(say("saved"));
}

async function saveWord() {
  tell(say("making"));
  const body = { conversation: state.conversation, heading: at("panel-heading").textContent, text: area.value, sent: Boolean(shown.sent) };
  try {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch("note", { method: "POST", headers, body: JSON.stringify(body) });
    if (response.status === 400) return tell((await response.json()).error.message);
    if (!response.ok) throw new Error(response.status);
    download(new Blob([await response.arrayBuffer()], { type: DOCX }), "docx");
    tell(say(response.headers.get("X-Vejviser-Removed") ? "saved-removed" : "saved"));
  } catch {
    tell(say("no-file"));
  }
}

function download(blob, ending) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  const day = new Date().toLocaleDateString("sv-SE");
  link.download = `note-${day}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

area.addEventListener("input", () => {
  if (!shown) return;
  shown.note = area.value;
  tell("");
  textChanged();
  save();
});
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeNote();
});
narrow.addEventListener("change", setPlace);
setPlace();
at("panel-close").addEventListener("click", closeNote);
at("panel-copy").addEventListener("click", copy);
at("panel-print").addEventListener("click", print);
at("panel-word").addEventListener("click", saveWord);
at("panel-plain").addEventListener("click", saveText);
addEventListener("afterprint", () => delete document.body.dataset.print);
