// A labelled text: one line of the files that `weir train` and `weir eval` read.
import { CATEGORIES, type Category, isCategory } from "../domain/categories.ts";
import { HEAD_CATEGORY, HEADS, type Head } from "./heads.ts";

export interface LabelledText {
  readonly text: string;
  /** BCP 47, as the file says; null when it does not. */
  readonly lang: string | null;
  /** Where it is from; sources are balanced against each other in training. */
  readonly source: string;
  /** By which trick it was disguised (`leet`, `spaces`), when it was. */
  readonly evasion: string | null;
  /** How much it counts in training beside its source's share; 1 unless the line says so. */
  readonly weight: number;
  /** Categories it was annotated for: true = it falls into it. Others are unknown. */
  readonly labels: ReadonlyMap<Category, boolean>;
}

export type LabelledResult =
  | { readonly ok: true; readonly value: LabelledText }
  | { readonly ok: false; readonly message: string };

/** Label names in `y` beside the heads' own. A scam is unasked promotion to this model. */
const ALIASES: ReadonlyMap<string, Head> = new Map([
  ...HEADS.map((head) => [head, head] as const),
  ["selfharm", "self_harm"],
  ["scam", "spam"],
]);

const LARGEST_WEIGHT = 10;

/**
 * Decodes one line. Two shapes: `{"text","labels":["harassment"]}`, where every category that is
 * not named does not apply, and `{"text","y":{"toxic":1,"hate":0}}`, where what is absent or null
 * was not annotated. Both may carry `lang`, `src`, `evasion` and `weight`; other fields are ignored.
 */
export function parseLabelledText(line: string): LabelledResult {
  return parse(line, true);
}

/** The same, but a line without labels is good too: it was annotated for nothing. */
export function parseText(line: string): LabelledResult {
  return parse(line, false);
}

function parse(line: string, needsLabels: boolean): LabelledResult {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return bad("the line is not JSON");
  }
  if (!isRecord(json)) return bad("the line is not an object");
  const text = json["text"];
  if (typeof text !== "string" || text === "") return bad('"text" must be a text, not empty');
  const labels = labelsOf(json, needsLabels);
  if (typeof labels === "string") return bad(labels);
  const weight = json["weight"] ?? 1;
  if (typeof weight !== "number" || !(weight > 0 && weight <= LARGEST_WEIGHT)) {
    return bad(`"weight" must be above 0 and at most ${LARGEST_WEIGHT}`);
  }
  const value = {
    text,
    lang: stringOf(json["lang"]),
    source: stringOf(json["src"]) ?? "unnamed",
    evasion: stringOf(json["evasion"]),
    weight,
    labels,
  };
  return { ok: true, value };
}

/** Nothing that it was annotated for applies. */
export function isHarmless(item: LabelledText): boolean {
  for (const applies of item.labels.values()) if (applies) return false;
  return true;
}

function labelsOf(
  json: { readonly [key: string]: unknown },
  needsLabels: boolean,
): ReadonlyMap<Category, boolean> | string {
  if (json["labels"] !== undefined) return fromLabels(json["labels"]);
  if (json["y"] === undefined && !needsLabels) return new Map();
  return fromY(json["y"]);
}

function fromLabels(labels: unknown): ReadonlyMap<Category, boolean> | string {
  if (!Array.isArray(labels)) return '"labels" must be a list of categories';
  const found = new Map<Category, boolean>(CATEGORIES.map((category) => [category, false]));
  for (const label of labels) {
    if (typeof label !== "string" || !isCategory(label)) {
      return `"labels": ${JSON.stringify(label)} is not a category (${CATEGORIES.join(", ")})`;
    }
    found.set(label, true);
  }
  return found;
}

function fromY(y: unknown): ReadonlyMap<Category, boolean> | string {
  if (!isRecord(y)) return 'neither "labels" (a list) nor "y" (an object) is there';
  const found = new Map<Category, boolean>();
  for (const [name, value] of Object.entries(y)) {
    const head = ALIASES.get(name);
    if (head === undefined || value === null) continue;
    if (value !== 0 && value !== 1) return `"y.${name}" must be 0, 1 or null`;
    const category = HEAD_CATEGORY[head];
    found.set(category, found.get(category) === true || value === 1);
  }
  return found;
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function stringOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function bad(message: string): LabelledResult {
  return { ok: false, message };
}
