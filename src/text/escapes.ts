// Characters written as escapes that a viewer's client shows decoded: `%E3%83%A9`, `&#12521;`.

export interface Escape {
  readonly codePoint: number;
  /** Index behind it. */
  readonly end: number;
}

const ENTITIES: ReadonlyMap<string, number> = new Map([
  ["amp", 0x26],
  ["lt", 0x3c],
  ["gt", 0x3e],
  ["quot", 0x22],
  ["apos", 0x27],
  ["nbsp", 0xa0],
  ["shy", 0xad],
  ["zwj", 0x200d],
  ["zwnj", 0x200c],
  ["excl", 0x21],
  ["period", 0x2e],
  ["commat", 0x40],
  ["num", 0x23],
  ["dollar", 0x24],
  ["ast", 0x2a],
]);
/** `&#x0010FFFF;` and the names above. */
const MOST_ENTITY = 12;
const PERCENT = 0x25;
const SEMICOLON = 0x3b;

/**
 * @param at of a `%` or `&`
 * @returns undefined when nothing that decodes begins there. An escape is decoded once: what comes
 * out is never read as an escape again.
 */
export function readEscape(text: string, at: number): Escape | undefined {
  return text.charCodeAt(at) === PERCENT ? readPercent(text, at) : readEntity(text, at);
}

function readEntity(text: string, at: number): Escape | undefined {
  const most = Math.min(text.length, at + MOST_ENTITY);
  let end = at + 1;
  while (end < most && text.charCodeAt(end) !== SEMICOLON) end++;
  if (end === most) return undefined;
  const body = text.slice(at + 1, end);
  const numeric = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/iu.exec(body);
  const codePoint =
    numeric === null
      ? ENTITIES.get(body.toLowerCase())
      : Number.parseInt(numeric[1] ?? numeric[2] ?? "", numeric[1] === undefined ? 10 : 16);
  if (codePoint === undefined || codePoint > 0x10ffff) return undefined;
  return { codePoint, end: end + 1 };
}

/** UTF-8; a single byte only where `%` is no per cent sign: "20%de" and "50%80" stay. */
function readPercent(text: string, at: number): Escape | undefined {
  const lead = byteAt(text, at);
  if (lead === -1) return undefined;
  if (lead < 0x80) {
    const before = at === 0 ? 0 : text.charCodeAt(at - 1);
    const isBehindEscape = at >= 3 && byteAt(text, at - 3) !== -1;
    const isAmount = before >= 0x30 && before <= 0x39 && !isBehindEscape;
    return lead < 0x20 || isAmount ? undefined : { codePoint: lead, end: at + 3 };
  }
  const more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4) return undefined;
  let codePoint = lead & (0x3f >> more);
  for (let k = 1; k <= more; k++) {
    const byte = byteAt(text, at + 3 * k);
    if (byte < 0x80 || byte > 0xbf) return undefined;
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const least = more === 3 ? 0x10000 : more === 2 ? 0x800 : 0x80;
  if (codePoint < least || codePoint > 0x10ffff) return undefined;
  return { codePoint, end: at + 3 * (more + 1) };
}

/** @returns -1 when no `%XX` stands there */
function byteAt(text: string, at: number): number {
  if (text.charCodeAt(at) !== PERCENT) return -1;
  const high = hexOf(text.charCodeAt(at + 1));
  const low = hexOf(text.charCodeAt(at + 2));
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function hexOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
