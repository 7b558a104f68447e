// What the conversation looks like: one message under the other, each with its suggestions.
import { answerCards } from "./answer.js";
import { clone, element, prose, say } from "./prose.js";
import { openRating } from "./rating.js";
import { save, state } from "./store.js";

const log = document.getElementById("log");

export const view = { busy: false, onChoice: null, onUndo: null, onAnew: null };

export function show(item) {
  if (item.who === "divider") return log.append(clone("divider"));
  const message = clone(item.who);
  const bubble = message.querySelector(".bubble");
  if (item.kind) message.dataset.kind = item.kind;
  if (item.kind === "acute") bubble.setAttribute("role", "alert");
  if (item.answer) message.classList.add("wide");
  try {
    bubble.append(item.answer ? answerCards(item.answer, item, save) : prose(item.text || ""));
  } catch {
    bubble.append(prose(`${say("unreadable")}\n${item.answer?.text || ""}`));
  }
  if (item.kind === "failed") bubble.append(prose(clone("crisis").textContent));
  if (item.left) message.append(element("p", "left", leftWords(item.left)));
  const buttons = item.buttons || item.answer?.choices || [];
  if (buttons.length) message.append(choices(buttons, item));
  if (item.rating) message.append(rateButton());
  log.append(message);
  return message;
}

function rateButton() {
  const made = clone("rate");
  made.querySelector("button").addEventListener("click", openRating);
  return made;
}

const leftWords = (left) => say(left === 1 ? "left-one" : "left-many").replace("{n}", left);

function choices(buttons, item) {
  const group = clone("choices");
  for (const { title, payload } of buttons) {
    const button = clone("choice");
    button.firstElementChild.textContent = title;
    button.dataset.title = title;
    button.addEventListener("click", () => view.onChoice(payload, title, item));
    group.append(button);
  }
  return group;
}

// Only the newest suggestions can be pressed; older ones stay readable and show what was chosen.
export function refreshChoices() {
  refreshTools();
  [...log.children].forEach((message, index) => {
    for (const button of message.querySelectorAll(".choice")) {
      const chosen = state.items[index]?.chosen === button.dataset.title;
      button.disabled = view.busy || Boolean(state.items[index]?.used);
      if (chosen && !button.classList.contains("chosen")) {
        button.classList.add("chosen");
        button.append(element("span", "hidden", ` ${say("chosen")}`));
      }
    }
  });
}

// Only the latest message of the teacher can be taken back; the two ways out stand with it.
function refreshTools() {
  log.querySelector(".mine-tools")?.remove();
  const mine = [...log.querySelectorAll(".message.user")].pop();
  if (!mine || view.busy || !state.latest) return;
  const tools = clone("tools");
  tools.querySelector(".undo").addEventListener("click", () => view.onUndo());
  tools.querySelector(".anew").addEventListener("click", () => view.onAnew());
  mine.append(tools);
}

export function add(items) {
  state.items.push(...items);
  const shown = items.map(show);
  refreshChoices();
  save();
  return shown;
}

export function redraw() {
  log.replaceChildren();
  state.items.forEach(show);
  refreshChoices();
}

export function scrollTo(message) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  message?.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}
