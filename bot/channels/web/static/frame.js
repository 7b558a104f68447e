// When a school shows this page in a frame of its own: what the page and the frame's owner tell each other, and no more.
export const framed = window.parent !== window;

// Two frames in one tab share the tab's memory. Each has its own address or its own name, and so its own part of it.
const asked = new URLSearchParams(location.search);
export const school = asked.get("skole");
// Whoever is told of pupils has a page of her own; what she says there is no part of what a teacher says in this tab.
export const role = asked.get("rolle");
export const KEY = framed ? `vejviser ${location.search} ${window.name}` : role ? `vejviser rolle ${role}` : "vejviser";

// Only pages that may show this one can have it in a frame, and nothing is told but that it is there, or is left.
export function tellHost(what) {
  if (framed) window.parent.postMessage({ vejviser: what }, "*");
}

// `opened` is called when the panel around this page is opened and it is time to write.
export function listenToHost(opened) {
  if (!framed) return;
  addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.vejviser === "opened") opened();
  });
  // Before anybody else hears it: what is open in the page is closed first, by its own means.
  const inside = "dialog[open], #panel:not([hidden])";
  addEventListener("keydown", ({ key, isComposing }) => {
    if (key === "Escape" && !isComposing && !document.querySelector(inside)) tellHost("close");
  }, true);
  tellHost("ready");
}
