// Policies as texts, for tests: a good small one, and ways to break it.

export type PolicyFiles = { readonly [path: string]: string };

/** PROTOCOL.md's example, to the letter. */
export const PROTOCOL_EXAMPLE = `languages: [en, ja]
lists:
  - {id: ja-harassment, file: ja/harassment.txt, category: harassment, severity: 3, action: reject}
rules:
  - id: off-platform-contact
    category: off_platform
    severity: 3
    pattern: '(?i)\\b(line|ライン)\\s*(id|追加)'     # RE2 syntax
    unless: {role: [seller]}
    action: hold
    hold: {priority: 2, ttlSeconds: 120, onExpiry: reject}
limits: {user: {burst: 5, perSecond: 1}, room: {perSecond: 500}, duplicates: {windowSeconds: 30, max: 2}}
thresholds: {harassment: {hold: 0.5, reject: 0.9}}
`;

export function exampleFiles(): PolicyFiles {
  return { "policy.yaml": PROTOCOL_EXAMPLE, "ja/harassment.txt": "死ね\nばか\n" };
}

/** A policy of this policy.yaml and one list, `en/list.txt`. */
export function filesOf(yaml: string, list = "abuse\n"): PolicyFiles {
  return { "policy.yaml": yaml, "en/list.txt": list };
}

/** A policy whose only list has this text. */
export function filesOfList(list: string): PolicyFiles {
  return filesOf("lists:\n  - {id: l, file: en/list.txt, category: hate, severity: 2}\n", list);
}
