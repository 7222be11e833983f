// How much each labelled text counts in training, so that no source drowns the others.
//
// Why: the sources differ a hundredfold in size and from 0 % to 83 % in how much of them is abuse.
// Left alone, the model learns which source a text is from. So within a source both answers weigh
// the same, and a source of n texts weighs n^0.6 (0.4 to 0.75 differ by 0.001 AUC; n costs 0.001).
import { HEADS } from "./heads.ts";

/** One text as training sees it: its source's number, and 1, 0 or -1 (unknown) for each head. */
export interface Example {
  readonly text: string;
  readonly source: number;
  readonly labels: Int8Array;
  /** How much more it counts than its source's others; 1 = as much. */
  readonly weight: number;
}

const SIZE_POWER = 0.6;
/** A rare answer of a large source must not outweigh everything in one step. */
const LARGEST_WEIGHT = 20;

/** @returns weight by `(source * HEADS.length + head) * 2 + label`; 1 on average for each head. */
export function balance(examples: readonly Example[], sources: number): Float64Array {
  const heads = HEADS.length;
  const counts = new Float64Array(sources * heads * 2);
  for (const { source, labels } of examples) {
    for (let h = 0; h < heads; h += 1) {
      if (labels[h]! >= 0) counts[(source * heads + h) * 2 + labels[h]!]! += 1;
    }
  }
  const weights = new Float64Array(counts.length);
  for (let h = 0; h < heads; h += 1) {
    let mass = 0;
    let texts = 0;
    for (let s = 0; s < sources; s += 1) {
      const cell = (s * heads + h) * 2;
      const total = counts[cell]! + counts[cell + 1]!;
      for (const at of [cell, cell + 1]) {
        const count = counts[at]!;
        if (count === 0) continue;
        weights[at] = total ** SIZE_POWER / 2 / count;
        mass += weights[at] * count;
        texts += count;
      }
    }
    for (let s = 0; s < sources; s += 1) {
      const cell = (s * heads + h) * 2;
      for (const at of [cell, cell + 1]) {
        weights[at] = mass > 0 ? Math.min(LARGEST_WEIGHT, (weights[at]! * texts) / mass) : 0;
      }
    }
  }
  return weights;
}
