// A day in the teacher's own calendar on which to say how the contact went. The file is made here and holds no pupil.
import { clone, say } from "./prose.js";

const KIND = "text/calendar;charset=utf-8";
// A line of a calendar file may hold 75 bytes (RFC 5545, 3.1); a letter takes at most two here.
const LINE = 36;

// `day` is an ISO date, the plan's own.
export function remember(day) {
  const made = clone("remember");
  const shown = new Date(`${day}T12:00:00`).toLocaleDateString("da-DK", { weekday: "long", day: "numeric", month: "long" });
  made.querySelector("p").textContent = say("remember").replace("{day}", shown);
  made.querySelector("button").addEventListener("click", () => download(day));
  return made;
}

function download(day) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([event(day)], { type: KIND }));
  link.download = `vejviser-${day}.ics`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function event(day) {
  const there = new URL(location.href);
  there.searchParams.set("svar", "1");
  there.hash = "";
  const now = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const words = `${say("remember-text")} ${there.href}`;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Vejviser//chat//DA",
    "BEGIN:VEVENT",
    `UID:${crypto.getRandomValues(new Uint32Array(4)).join("-")}@vejviser`,
    `DTSTAMP:${now}`,
    `DTSTART;VALUE=DATE:${day.replaceAll("-", "")}`,
    "TRANSP:TRANSPARENT",
    `SUMMARY:${escaped(say("remember-title"))}`,
    `DESCRIPTION:${escaped(words)}`,
    `URL:${there.href}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}

const escaped = (words) => words.replace(/[\\;,]/g, "\\$&");

const folded = (line) => line.match(new RegExp(`.{1,${LINE}}`, "gu")).join("\r\n ");
