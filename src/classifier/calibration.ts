// Platt's calibration: the line that turns a head's scores into probabilities.
import { sigmoid } from "./scoring.ts";

export interface Platt {
  readonly slope: number;
  readonly offset: number;
}

/** Leaves scores as they are. */
export const IDENTITY: Platt = { slope: 1, offset: 0 };
/** With fewer texts of either answer a fitted line says more about them than about the head. */
const FEWEST = 5;
const MAX_STEPS = 50;

/**
 * Fits by Newton's method, weights counting as so many texts. The identity when there is too little
 * to fit, or when the head ranks its texts the wrong way round.
 * @param labels 1 or 0, one for each of `logits`
 */
export function fitPlatt(
  logits: readonly number[],
  labels: readonly number[],
  weights: readonly number[],
): Platt {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives < FEWEST || labels.length - positives < FEWEST) return IDENTITY;
  let slope = 1;
  let offset = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    // The small ridge keeps the fit finite when the two answers can be told apart without error.
    let [gradientA, gradientB] = [1e-3 * (slope - 1), 0];
    let [aa, ab, bb] = [1e-3, 0, 1e-9];
    for (const [i, x] of logits.entries()) {
      const p = sigmoid(slope * x + offset);
      const weight = weights[i] ?? 1;
      const error = weight * (p - (labels[i] ?? 0));
      const curve = weight * p * (1 - p);
      gradientA += error * x;
      gradientB += error;
      aa += curve * x * x;
      ab += curve * x;
      bb += curve;
    }
    const determinant = aa * bb - ab * ab;
    if (!(determinant > 0)) break;
    const stepA = (bb * gradientA - ab * gradientB) / determinant;
    const stepB = (aa * gradientB - ab * gradientA) / determinant;
    // A bounded step: far from the answer Newton's method overshoots.
    slope -= Math.max(-2, Math.min(2, stepA));
    offset -= Math.max(-2, Math.min(2, stepB));
    if (Math.abs(stepA) + Math.abs(stepB) < 1e-9) break;
  }
  return slope > 0 && Number.isFinite(slope + offset) ? { slope, offset } : IDENTITY;
}
