// What the starter policy's rules find in the labelled lines of test/data, and what they let pass:
// floors below which no change may take them. Rules alone, nothing remembered; nothing is timed.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileSource } from "../../src/app/live-policy.ts";
import { shippedPolicyDir } from "../../src/app/paths.ts";
import { readPolicyFolder } from "../../src/app/policy-folder.ts";
import { isHarmless, parseLabelledText } from "../../src/classifier/labelled.ts";
import type { LabelledText } from "../../src/classifier/labelled.ts";
import { CATEGORIES, type Category } from "../../src/domain/categories.ts";
import type { Action } from "../../src/domain/verdict.ts";
import { createEngine } from "../../src/engine/engine.ts";
import type { CompiledPolicy } from "../../src/policy/compile.ts";
import { probeOf } from "../support/engine.ts";

/** Shares: of lines found, or of categories named, at least; of lines acted on, at most. */
interface Floors {
  readonly plain: number;
  readonly evaded: number;
  /** Of the lines of each category, found as that category. */
  readonly category: number;
  /** Of the categories named, those that apply. */
  readonly precision: number;
  readonly harmlessActedOn: number;
}

/** What the project promises for English and Japanese. */
const PROMISED: Floors = {
  plain: 0.95,
  evaded: 0.9,
  category: 0.85,
  precision: 0.93,
  harmlessActedOn: 0.01,
};
/** A file without a line below is held to this: the first lists of a language are a beginning. */
const BEGINNING: Floors = {
  plain: 0.8,
  evaded: 0.7,
  category: 0.6,
  precision: 0.85,
  harmlessActedOn: 0.03,
};
/** Of the others: what they reached on 2026-11-22, less a line or two. */
const FLOORS: ReadonlyMap<string, Floors> = new Map([
  ["dev-en.ndjson", PROMISED],
  ["dev-ja.ndjson", PROMISED],
  ["dev-detectors.ndjson", { ...PROMISED, category: 0.9, harmlessActedOn: 0.02 }],
  ["dev-es.ndjson", { ...PROMISED, harmlessActedOn: 0.02 }],
  ["dev-pt.ndjson", { ...PROMISED, harmlessActedOn: 0.02 }],
  ["dev-fr.ndjson", { ...PROMISED, evaded: 0.9, category: 0.8, harmlessActedOn: 0.02 }],
  ["dev-de.ndjson", { ...PROMISED, harmlessActedOn: 0.03 }],
  ["dev-id.ndjson", { ...PROMISED, evaded: 0.95, category: 0.9 }],
  ["dev-ko.ndjson", { ...PROMISED, evaded: 0.95, category: 0.9 }],
  ["dev-zh.ndjson", { ...PROMISED, evaded: 0.95, category: 0.9 }],
]);

/** Of fewer lines a share says little: one line more or less is an eighth. */
const FEWEST_LINES = 8;
const FOLDER = "test/data";
const FILES = readdirSync(FOLDER).filter((name) => /^dev-.*\.ndjson$/.test(name));

interface Judged {
  readonly item: LabelledText;
  readonly action: Action;
  readonly found: ReadonlySet<Category>;
}

/**
 * Lines that nobody who writes lists has read: see heldout/README.md. Their shares are what new
 * chat may expect; far below the promise as yet, and held so that they only rise.
 */
const UNSEEN: ReadonlyMap<string, Pick<Floors, "plain" | "evaded" | "harmlessActedOn">> = new Map([
  ["en", { plain: 0.8, evaded: 0.87, harmlessActedOn: 0.02 }],
  ["ja", { plain: 0.81, evaded: 0.8, harmlessActedOn: 0.025 }],
  ["es pt fr de ko zh id", { plain: 0.81, evaded: 0.75, harmlessActedOn: 0.025 }],
]);

function readItems(name: string): LabelledText[] {
  const lines = readFileSync(`${FOLDER}/${name}`, "utf8").split("\n");
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const result = parseLabelledText(line);
    if (!result.ok) throw new Error(`${name}:${index + 1}: ${result.message}`);
    return [result.value];
  });
}

/** A category is found when a reason of it has an action beyond allow. */
function judgeBy(policy: CompiledPolicy): (item: LabelledText) => Judged {
  const { spec } = policy;
  const probe = probeOf(createEngine(policy, { stateful: false }));
  const ownActions = new Map([...spec.lists, ...spec.rules].map(({ id, action }) => [id, action]));
  return (item) => {
    const { action, reasons } = probe.ask(item.text);
    const found = new Set<Category>();
    for (const { rule, category, severity } of reasons) {
      const byTable = spec.actions[category][severity - 1];
      if ((ownActions.get(rule) ?? byTable) !== "allow") found.add(category);
    }
    return { item, action, found };
  };
}

const judge = judgeBy(compileSource(await readPolicyFolder(shippedPolicyDir())));
const JUDGED = new Map(FILES.map((name) => [name, readItems(name).map(judge)]));

/** Fails with the lines that are missing. */
function expectShare(lines: readonly Judged[], isGood: (line: Judged) => boolean, floor: number) {
  const missed = lines.filter((line) => !isGood(line)).map(({ item }) => item.text);
  const share = 1 - missed.length / Math.max(1, lines.length);
  expect(share, `of ${lines.length} lines, missed: ${missed.join(" | ")}`).toBeGreaterThanOrEqual(
    floor,
  );
}

function isActedOn({ action }: Judged): boolean {
  return action !== "allow";
}

describe.each(FILES)("the starter policy on %s", (name) => {
  const floors = FLOORS.get(name) ?? BEGINNING;
  const lines = JUDGED.get(name) ?? [];
  const abusive = lines.filter(({ item }) => !isHarmless(item));
  const harmless = lines.filter(({ item }) => isHarmless(item));

  it(`finds ${floors.plain} of what is said plainly`, () => {
    const plain = abusive.filter(({ item }) => item.evasion === null);
    expectShare(plain, ({ found }) => found.size > 0, floors.plain);
  });

  it(`finds ${floors.evaded} of what is disguised`, () => {
    const evaded = abusive.filter(({ item }) => item.evasion !== null);
    expectShare(evaded, ({ found }) => found.size > 0, floors.evaded);
  });

  it(`acts on at most ${floors.harmlessActedOn} of what is harmless`, () => {
    expectShare(harmless, (line) => !isActedOn(line), 1 - floors.harmlessActedOn);
  });

  it(`names categories of which ${floors.precision} apply`, () => {
    const named = lines.flatMap((line) =>
      [...line.found].map((category) => ({ ...line, found: new Set([category]) })),
    );
    const applies = ({ item, found }: Judged): boolean =>
      [...found].every((category) => item.labels.get(category) === true);
    expectShare(named, applies, floors.precision);
  });

  const told = CATEGORIES.flatMap((category) => {
    const own = abusive.filter(({ item }) => item.labels.get(category) === true);
    return own.length < FEWEST_LINES ? [] : [{ category, own }];
  });

  it.each(told)(`finds ${floors.category} of $category`, ({ category, own }) => {
    expectShare(own, ({ found }) => found.has(category), floors.category);
  });
});

describe.each([...UNSEEN])("the starter policy on unseen lines, %s", (languages, floors) => {
  const lines = languages
    .split(" ")
    .flatMap((language) => readItems(`heldout/unseen-${language}.ndjson`).map(judge));
  const abusive = lines.filter(({ item }) => !isHarmless(item));
  const shareActedOn = (some: readonly Judged[]): number =>
    some.filter(isActedOn).length / some.length;

  // Fails without the lines: they are not to be written for.
  it(`finds ${floors.plain} of what is said plainly`, () => {
    const plain = abusive.filter(({ item }) => item.evasion === null);
    expect(shareActedOn(plain)).toBeGreaterThanOrEqual(floors.plain);
  });

  it(`finds ${floors.evaded} of what is disguised`, () => {
    const evaded = abusive.filter(({ item }) => item.evasion !== null);
    expect(shareActedOn(evaded)).toBeGreaterThanOrEqual(floors.evaded);
  });

  it(`acts on at most ${floors.harmlessActedOn} of what is harmless`, () => {
    const harmless = lines.filter(({ item }) => isHarmless(item));
    expect(shareActedOn(harmless)).toBeLessThanOrEqual(floors.harmlessActedOn);
  });
});

describe("the development set", () => {
  it("has English and Japanese, and harmless lines in every file", () => {
    expect(FILES).toEqual(expect.arrayContaining(["dev-en.ndjson", "dev-ja.ndjson"]));
    const without = [...JUDGED].filter(([, lines]) => !lines.some(({ item }) => isHarmless(item)));
    expect(without.map(([name]) => name)).toEqual([]);
  });
});
