// What this tab remembers: the conversation, what was said and the draft. It is gone when the tab is closed.
import { KEY } from "./frame.js";

const EMPTY = { conversation: null, role: null, first: true, items: [], draft: "", pending: null, latest: null, noteOpen: -1 };

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return kept && Array.isArray(kept.items) ? { ...EMPTY, ...kept } : { ...EMPTY, items: [] };
  } catch {
    return { ...EMPTY, items: [] };
  }
}

export const state = read();

// After "back" the page may be an older picture of itself than what the tab remembers.
export function reread() {
  Object.assign(state, read());
}

export function save() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // A full or closed store costs only the reload, never the conversation.
  }
}

export function forget() {
  Object.assign(state, EMPTY, { items: [] });
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // See save().
  }
}
