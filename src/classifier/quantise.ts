// Float weights into the cells of a model file: eight bits each, in square steps.
import { IDENTITY } from "./calibration.ts";
import { HEADS } from "./heads.ts";
import type { HeadModel, Model } from "./model-format.ts";

/** idf is at most 1 + ln(texts): 20 is e^19 of them. */
export const IDF_SCALE = 20 / 255;
const LARGEST = 127;

/** Weights before quantisation. */
export interface FloatModel {
  readonly bits: number;
  readonly idf: Float64Array;
  readonly biases: Float64Array;
  /** One array a head. */
  readonly weights: readonly Float32Array[];
}

/** Weights keep at least 1 % of their size, or fall below a 32,000th of the largest. */
export function quantise(float: FloatModel): Model {
  const buckets = 2 ** float.bits;
  const stride = 1 + HEADS.length;
  const cells = new Int8Array(buckets * stride);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    cells[bucket * stride] = Math.round(float.idf[bucket]! / IDF_SCALE);
  }
  const heads: HeadModel[] = [];
  for (const [h, name] of HEADS.entries()) {
    const weights = float.weights[h] ?? new Float32Array(buckets);
    let largest = 0;
    for (const weight of weights) largest = Math.max(largest, Math.abs(weight));
    const scale = largest > 0 ? largest / (LARGEST * LARGEST) : 1;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const weight = weights[bucket]!;
      const q = Math.round(Math.sqrt(Math.abs(weight) / scale));
      cells[bucket * stride + 1 + h] = weight < 0 ? -q : q;
    }
    heads.push({ name, bias: float.biases[h]!, scale, ...IDENTITY });
  }
  return { bits: float.bits, idfScale: IDF_SCALE, heads, cells };
}
