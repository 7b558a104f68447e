// The button that a school puts on its own page, and the panel with the chat in it. The server puts `words` and `css`
// before this. The page's own rules and scripts cannot reach in by accident: everything lies in a shadow tree.
const script = document.currentScript;
const REFUSED_AFTER = 1500;
const GIVEN_UP_AFTER = 20000;

const make = (tag, { className, ...given } = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), given);
  if (className) made.className = className;
  made.append(...inside);
  return made;
};

// A style sheet made by script is no inline style, so the page's own policy need not let one in.
function shadow(host) {
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  return root;
}

const away = (href, text, className) => make("a", { href, target: "_blank", rel: "noopener noreferrer", className }, text);

function embed() {
  const base = new URL(".", script.src);
  const slug = /^[a-z0-9-]{1,60}$/.test(script.dataset.skole || "") ? script.dataset.skole : "";
  const address = new URL(slug ? `?skole=${slug}` : "", base).href;
  const number = document.querySelectorAll("[data-vejviser]").length + 1;
  const host = make("div");
  host.dataset.vejviser = number;
  const root = shadow(host);

  const open = make("button", { type: "button", className: "open" }, words.button);
  open.setAttribute("aria-haspopup", "dialog");
  open.setAttribute("aria-expanded", "false");
  const close = make("button", { type: "button" }, words.close);
  const bar = make("div", { className: "bar" }, away(address, words.window), close);
  const waiting = make("p", { className: "word" }, words.waiting);
  waiting.setAttribute("role", "status");
  const refused = make("div", { className: "refused", hidden: true });
  refused.setAttribute("role", "alert");
  // Tab goes round in the panel: what lies before and after everything else in it sends the focus on at once.
  const begin = make("span", { tabIndex: 0 });
  const end = make("span", { tabIndex: 0 });
  begin.addEventListener("focus", () => (frame ?? close).focus());
  end.addEventListener("focus", () => bar.firstElementChild.focus());
  const dialog = make("dialog", {}, begin, bar, waiting, refused, end);
  dialog.setAttribute("aria-label", words.name);
  root.append(open, dialog);

  let frame = null;
  let ready = false;
  let timer = 0;

  // Fetched only when somebody asks for it: the school's page stays as fast as it was, and nothing is begun for nothing.
  function fetchChat() {
    frame?.remove();
    ready = false;
    refused.hidden = true;
    refused.replaceChildren();
    waiting.hidden = false;
    // The frame's name tells two panels on one page apart. No referrer: nobody learns which page the teacher read.
    const given = { src: address, title: words.title, name: `vejviser-${number}`, referrerPolicy: "no-referrer" };
    frame = make("iframe", { ...given, allow: "clipboard-write" });
    frame.addEventListener("load", () => wait(REFUSED_AFTER));
    wait(GIVEN_UP_AFTER);
    end.before(frame);
  }

  function wait(milliseconds) {
    clearTimeout(timer);
    if (!ready) timer = setTimeout(refuse, milliseconds);
  }

  // The browser tells nobody that it refused a frame. But the chat says when it is there, so silence is enough.
  function refuse() {
    frame.remove();
    frame = null;
    waiting.hidden = true;
    refused.hidden = false;
    const link = away(address, words.instead, "instead");
    refused.replaceChildren(make("p", {}, words.refused), link, make("p", {}, words.danger));
  }

  function enter() {
    frame.focus();
    frame.contentWindow.postMessage({ vejviser: "opened" }, base.origin);
  }

  open.addEventListener("click", () => {
    dialog.showModal();
    open.setAttribute("aria-expanded", "true");
    if (ready) enter();
    else fetchChat();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    open.setAttribute("aria-expanded", "false");
    clearTimeout(timer);
    open.focus();
  });
  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== base.origin) return;
    if (data?.vejviser === "close") dialog.close();
    if (data?.vejviser !== "ready") return;
    ready = true;
    clearTimeout(timer);
    waiting.hidden = true;
    if (dialog.open) enter();
  });
  place(host);
}

// Where the tag stands; in the corner when it stands in the head, or when the page asks for it.
function place(host) {
  const corner = script.dataset.sted === "hjoerne" || !document.body?.contains(script);
  if (!corner) return script.after(host);
  host.dataset.corner = "";
  if (document.body) document.body.append(host);
  else addEventListener("DOMContentLoaded", () => document.body.append(host));
}

if (script) embed();
