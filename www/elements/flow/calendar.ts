/** One day in a calendar, with a reminder before it. */
export interface Reminder {
  /** The same for every version of this reminder, so that a calendar replaces the old one. */
  readonly uid: string;
  readonly day: Date;
  readonly daysBefore: number;
  readonly title: string;
  readonly description: string;
  readonly url?: string | undefined;
  readonly made: Date;
}

/** An iCalendar file (RFC 5545): CRLF, lines of at most 75 bytes, an all-day event with a display alarm. */
export function makeCalendar(reminder: Reminder): string {
  const { uid, day, daysBefore, title, description, url, made } = reminder;
  const nextDay = new Date(day.getTime() + 86_400_000);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//ssv-wasm//clusters//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${escapeText(uid)}`,
    `DTSTAMP:${made.toISOString().replace(/[-:]|\.\d{3}/g, "")}`,
    `DTSTART;VALUE=DATE:${dateOf(day)}`,
    `DTEND;VALUE=DATE:${dateOf(nextDay)}`,
    `SUMMARY:${escapeText(title)}`,
    `DESCRIPTION:${escapeText(description)}`,
    ...(url === undefined ? [] : [`URL:${url}`]),
    "TRANSP:TRANSPARENT",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escapeText(title)}`,
    `TRIGGER:-P${daysBefore}D`,
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function dateOf(day: Date): string {
  return day.toISOString().slice(0, 10).replaceAll("-", "");
}

function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

/** A line goes on after CRLF and a space; no character is cut in two. */
function fold(line: string): string {
  const encoder = new TextEncoder();
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    // The space at the start of a continued line counts.
    const room = parts.length === 0 ? 75 : 74;
    if (bytes + size > room) {
      parts.push(part);
      part = "";
      bytes = 0;
    }
    part += character;
    bytes += size;
  }
  return [...parts, part].join("\r\n ");
}
