// Plain text to paragraphs, lists and telephone links. Only text nodes are made, so no text can become markup.
const NUMBERS = /116 111|70 201 201|112|114/g;

export const clone = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
export const say = (key) => document.getElementById("texts").getAttribute(`data-${key}`) || "";

export function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content) made.append(content);
  return made;
}

// The four national numbers become links; digits around them or a § before them make them something else.
export function linked(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(NUMBERS)) {
    const to = found.index + found[0].length;
    if (/[\d§+-]\s?$/.test(text.slice(0, found.index)) || /^(\s?\d|-)/.test(text.slice(to))) continue;
    const link = element("a", "phone", found[0]);
    link.href = `tel:${found[0].replaceAll(" ", "")}`;
    out.append(text.slice(from, found.index), link);
    from = to;
  }
  out.append(text.slice(from));
  return out;
}

// Lines that begin with "1." or "-" become lists, other lines become paragraphs.
export function prose(text) {
  const out = document.createDocumentFragment();
  let list = null;
  for (const line of String(text).split("\n")) {
    const [, mark, rest] = line.match(/^\s*(\d{1,2}\.|[-•])\s+(.*)$/) || [];
    if (!mark) {
      list = null;
      if (!line.trim()) continue;
      const paragraph = element("p", "", linked(line));
      // The short answer in Arabic reads from the right.
      paragraph.dir = "auto";
      out.append(paragraph);
      continue;
    }
    const tag = /\d/.test(mark) ? "OL" : "UL";
    if (list?.tagName !== tag) {
      list = element(tag);
      out.append(list);
    }
    list.append(element("li", "", linked(rest)));
  }
  return out;
}
