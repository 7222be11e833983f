// Clusters of similar texts: who is in them, how long, how many there are.
import { describe, expect, it } from "vitest";
import { ACCOUNT, Campaigns, CLUSTER_MEMBERS } from "../../../src/spam/campaigns.ts";
import type { Crowd, Similar } from "../../../src/spam/campaigns.ts";
import { sketchOf } from "../../support/spam.ts";

const TEXT = "my friend sells the same bag for half the price in another live";
const LIKE = "My friend sells the SAME bag for half the price in another live!!";

function asked(user: number, overrides: Partial<Similar> = {}): Similar {
  return { room: 1, user, account: 0, atMs: 1_000, windowMs: 60_000, alike: 0.6, ...overrides };
}

function say(campaigns: Campaigns, text: string, similar: Similar): Crowd {
  const sketch = sketchOf(text);
  const crowd = { ...campaigns.look(sketch, similar) };
  campaigns.remember(sketch);
  return crowd;
}

describe("Campaigns.look", () => {
  it("counts the asker alone where nobody said the like", () => {
    const campaigns = new Campaigns(100);
    say(campaigns, TEXT, asked(1));
    const crowd = say(
      campaigns,
      "is it still available in size M, and how much is shipping?",
      asked(2),
    );
    expect(crowd).toEqual({ accounts: 1, messages: 1, newAccounts: 0, trustedAccounts: 0 });
  });

  it("counts accounts and messages of similar texts", () => {
    const campaigns = new Campaigns(100);
    say(campaigns, TEXT, asked(1));
    say(campaigns, TEXT, asked(1));
    expect(say(campaigns, LIKE, asked(2))).toMatchObject({ accounts: 2, messages: 3 });
  });

  it("knows new and trusted accounts", () => {
    const campaigns = new Campaigns(100);
    say(campaigns, TEXT, asked(1, { account: ACCOUNT.NEW }));
    say(campaigns, TEXT, asked(2, { account: ACCOUNT.TRUSTED }));
    const crowd = say(campaigns, TEXT, asked(3, { account: ACCOUNT.NEW }));
    expect(crowd).toMatchObject({ accounts: 3, newAccounts: 2, trustedAccounts: 1 });
  });

  it("does not count what is only looked at", () => {
    const campaigns = new Campaigns(100);
    campaigns.look(sketchOf(TEXT), asked(1));
    campaigns.pass();
    campaigns.remember(sketchOf(TEXT));
    expect(say(campaigns, TEXT, asked(2)).accounts).toBe(1);
  });

  it("keeps rooms apart", () => {
    const campaigns = new Campaigns(100);
    say(campaigns, TEXT, asked(1));
    expect(say(campaigns, TEXT, asked(2, { room: 2 })).accounts).toBe(1);
  });

  it.each([59_999, -59_999])("remembers within the window, %i ms away", (ms) => {
    const campaigns = new Campaigns(100);
    say(campaigns, TEXT, asked(1, { atMs: 1_760_000_000_000 }));
    const again = asked(2, { atMs: 1_760_000_000_000 + ms });
    expect(say(campaigns, TEXT, again).accounts).toBe(2);
  });

  it.each([60_000, -60_000, 86_400_000])("forgets beyond it, %i ms away", (ms) => {
    const campaigns = new Campaigns(100);
    say(campaigns, TEXT, asked(1, { atMs: 1_760_000_000_000 }));
    const again = asked(2, { atMs: 1_760_000_000_000 + ms });
    expect(say(campaigns, TEXT, again).accounts).toBe(1);
  });

  it("remembers the latest accounts of a crowd and no more", () => {
    const campaigns = new Campaigns(100);
    for (let user = 0; user < 50; user++) say(campaigns, TEXT, asked(user, { atMs: user }));
    expect(say(campaigns, TEXT, asked(99, { atMs: 51 })).accounts).toBe(CLUSTER_MEMBERS + 1);
    expect(say(campaigns, TEXT, asked(49, { atMs: 52 })).accounts).toBe(CLUSTER_MEMBERS);
  });

  it("stays within its capacity and spares a crowd", () => {
    const campaigns = new Campaigns(4);
    say(campaigns, TEXT, asked(1));
    say(campaigns, TEXT, asked(2));
    for (let i = 0; i < 40; i++)
      say(campaigns, `${"abcdefgh"[i % 8]}${i * 7_919} lorem${i} ipsum`, asked(3));
    expect(say(campaigns, TEXT, asked(3)).accounts).toBe(3);
  });
});
