// How good findings are: ROC-AUC of scores, precision, recall and false alarms of decisions.

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties a half.
 * @param labels true = positive, one for each of `scores`
 * @returns NaN when there is no positive or no negative. Cost: O(n log n).
 */
export function rocAuc(scores: readonly number[], labels: readonly boolean[]): number {
  const order = scores.map((score, i) => ({ score, isPositive: labels[i] === true }));
  order.sort((a, b) => a.score - b.score);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    const score = order[start]?.score;
    let end = start;
    let tied = 0;
    for (; end < order.length && order[end]?.score === score; end += 1) {
      if (order[end]?.isPositive === true) tied += 1;
    }
    positives += tied;
    rankSum += (tied * (start + 1 + end)) / 2;
    start = end;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** What became of texts whose truth is known. */
export interface Tally {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
  /** Harmless texts (nothing applies), and how many of them were found all the same. */
  harmless: number;
  harmlessFound: number;
}

export function createTally(): Tally {
  return {
    truePositives: 0,
    falsePositives: 0,
    falseNegatives: 0,
    trueNegatives: 0,
    harmless: 0,
    harmlessFound: 0,
  };
}

/**
 * @param applies the truth, or undefined when the text was not annotated for it
 * @param isHarmless nothing at all applies to the text
 */
export function count(
  tally: Tally,
  isFound: boolean,
  applies: boolean | undefined,
  isHarmless: boolean,
): void {
  if (isHarmless) {
    tally.harmless += 1;
    if (isFound) tally.harmlessFound += 1;
  }
  if (applies === undefined) return;
  if (applies && isFound) tally.truePositives += 1;
  else if (applies) tally.falseNegatives += 1;
  else if (isFound) tally.falsePositives += 1;
  else tally.trueNegatives += 1;
}

/** Shares are null when there is nothing to divide by. */
export interface Quality {
  readonly texts: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Found ones among a thousand harmless texts. */
  readonly falsePositivesPer1000: number | null;
}

/** @returns the figures of a tally; `texts` = how many it applies to. */
export function quality(tally: Tally): Quality {
  const { truePositives, falsePositives, falseNegatives, harmless, harmlessFound } = tally;
  const texts = truePositives + falseNegatives;
  return {
    texts,
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, texts),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    falsePositivesPer1000: share(1_000 * harmlessFound, harmless),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
