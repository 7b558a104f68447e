// Two tabs never share a conversation. A duplicated tab gets a copy of this tab's memory; the copy must begin anew.
const WAIT = 150;
const me = Math.random();
const channel = openChannel();

// A browser that lets frames of other sites keep nothing gives them no channel either.
function openChannel() {
  try {
    return new BroadcastChannel("vejviser-tabs");
  } catch {
    return null;
  }
}

let settled = false;
let mine = () => null;
let onTaken = null;

// The tab that has the conversation says so. Of two that ask at once, the one with the lower number keeps it.
channel?.addEventListener("message", ({ data }) => {
  if (data.from === me || !data.conversation || data.conversation !== mine()) return;
  if (data.kind === "ask" && (settled || me < data.from)) channel.postMessage({ ...data, kind: "taken", from: me, to: data.from });
  if (data.kind === "taken" && data.to === me) onTaken?.();
});

// Resolves to true when another tab has this tab's conversation. `conversation` returns the id at any time.
export function isTaken(conversation) {
  mine = conversation;
  if (!channel || !mine()) {
    settled = true;
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    const done = (taken) => {
      settled = true;
      onTaken = null;
      resolve(taken);
    };
    onTaken = () => done(true);
    channel.postMessage({ kind: "ask", conversation: mine(), from: me });
    setTimeout(() => done(false), WAIT);
  });
}
