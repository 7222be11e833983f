// The sixteen categories and four severities of a reason; docs/detection.md says what each means.

export const CATEGORIES = [
  "harassment",
  "hate",
  "sexual",
  "violence",
  "self_harm",
  "profanity",
  "scam",
  "off_platform",
  "contact",
  "counterfeit",
  "prohibited_goods",
  "impersonation",
  "bid_manipulation",
  "spam",
  "link",
  "flood",
] as const;
export type Category = (typeof CATEGORIES)[number];

/** 1 mild, 4 worst. */
export type Severity = 1 | 2 | 3 | 4;

export function isCategory(value: string): value is Category {
  return (CATEGORIES as readonly string[]).includes(value);
}
