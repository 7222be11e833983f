// Tokens: what is taken, what is refused and why, with a secret and with a real key server.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { errors, exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import type { JWTPayload } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { API_LIMITS } from "../../../src/api/limits.ts";
import { signToken } from "../../../src/api/sign-token.ts";
import { createTokenVerifier } from "../../../src/api/tokens.ts";
import type { TokenResult } from "../../../src/domain/ports/tokens.ts";
import { API_SECRET, testClock } from "../../support/api.ts";
import { STORE_TIME } from "../../support/store-builders.ts";

const EXPIRY = STORE_TIME / 1000 + 3_600;
const FULL = { sub: "u_1", name: "Aki", room: "shop-42", role: "viewer", exp: EXPIRY };

function sign(claims: JWTPayload, secret: Uint8Array = API_SECRET) {
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(secret);
}
/** Signed without jose, which would not make all of these. */
function compact(claims: unknown, header: object = { alg: "HS256", typ: "JWT" }): string {
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${createHmac("sha256", API_SECRET).update(text).digest("base64url")}`;
}
const claimsOf = (result: TokenResult) => (result.ok ? result.claims : undefined);
const setup = (nowMs = STORE_TIME) => {
  const clock = testClock(nowMs);
  return { clock, verifier: createTokenVerifier({ secret: API_SECRET, clock }) };
};
const verify = async (claims: JWTPayload) => setup().verifier.verify(await sign(claims));

describe("createTokenVerifier with a secret", () => {
  it("tells who the bearer is and what the token opens", async () => {
    const attrs = { accountCreatedAt: 5, followerSince: null, purchases: 3, lang: "ja" };
    expect(await verify({ ...FULL, attrs: { ...attrs, unknown: 1 } })).toEqual({
      ok: true,
      claims: {
        user: { id: "u_1", name: "Aki", role: "viewer", attrs },
        rooms: ["shop-42"],
        expiresAt: EXPIRY * 1000,
      },
    });
  });

  it.each([
    ["shop-42", ["shop-42"]],
    [
      ["a", "b"],
      ["a", "b"],
    ],
    ["*", "*"],
  ])("reads room %j as %j", async (room, rooms) => {
    expect(await verify({ ...FULL, room })).toMatchObject({ claims: { rooms } });
  });

  it.each([undefined, null, ""])("takes the id for the name %j", async (name) => {
    expect(await verify({ ...FULL, name })).toMatchObject({ claims: { user: { name: "u_1" } } });
  });

  it.each([
    ["sub", undefined],
    ["sub", ""],
    ["sub", "u".repeat(129)],
    ["name", "n".repeat(81)],
    ["room", undefined],
    ["room", []],
    ["room", "r".repeat(101)],
    ["room", Array.from({ length: 1_001 }, (_, index) => `${index}`)],
    ["role", undefined],
    ["role", "root"],
    ["exp", undefined],
    ["attrs", { purchases: "3" }],
    ["attrs", { deviceHash: "x".repeat(129) }],
  ])("refuses a wrong %s by name", async (claim, value) => {
    const result = await verify({ ...FULL, [claim]: value });
    expect(result).toMatchObject({ ok: false, code: "bad_token" });
    expect(result.ok ? "" : result.message).toContain(claim);
  });

  it.each([
    ["sub", "u".repeat(128)],
    ["name", "n".repeat(80)],
    ["room", "r".repeat(100)],
  ])("takes the longest %s", async (claim, value) => {
    expect(await verify({ ...FULL, [claim]: value })).toMatchObject({ ok: true });
  });

  it("refuses what another secret signed, no algorithm, other algorithms, and rubbish", async () => {
    const { verifier } = setup();
    const other = new TextEncoder().encode("another secret of thirty-two bytes");
    const [head = "", body = ""] = (await sign(FULL)).split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const head512 = Buffer.from('{"alg":"HS512"}').toString("base64url");
    const hmac = createHmac("sha512", API_SECRET).update(`${head512}.${body}`).digest("base64url");
    for (const token of [
      await sign(FULL, other),
      `${head512}.${body}.${hmac}`,
      `${none}.${body}.`,
      `${head}.${body}.`,
      "a.b.c",
      "",
      "x".repeat(API_LIMITS.tokenLength.value + 1),
    ]) {
      expect(await verifier.verify(token)).toMatchObject({ ok: false, code: "bad_token" });
    }
  });

  it.each([
    [4_999, true],
    [5_000, false],
    [5_001, false],
  ])("%i ms after the end takes it: %s", async (afterMs, isTaken) => {
    const token = await sign(FULL);
    const { verifier } = setup(EXPIRY * 1000 + afterMs);
    const result = await verifier.verify(token);
    expect(result.ok ? true : result.code).toBe(isTaken ? true : "token_expired");
  });

  it("forgets a remembered token when its time is over", async () => {
    const { clock, verifier } = setup();
    const token = await sign(FULL);
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
    clock.set(EXPIRY * 1000 + 5_000);
    expect(await verifier.verify(token)).toMatchObject({ ok: false, code: "token_expired" });
  });

  it("gives the same claims again without checking again", async () => {
    const { verifier } = setup();
    const token = await sign(FULL);
    const [first, second] = [await verifier.verify(token), await verifier.verify(token)];
    expect(first.ok && second.ok && first.claims === second.claims).toBe(true);
  });

  it("answers at once: taken, refused, remembered", async () => {
    const { verifier } = setup();
    const token = await sign(FULL);
    for (const asked of [token, token, `${token}x`, "a.b.c", await sign({ ...FULL, exp: 1 })]) {
      expect(verifier.verify(asked)).toHaveProperty("ok");
    }
  });

  it("remembers each token by itself, whatever they have in common", async () => {
    const { verifier } = setup();
    const [first, second] = [await sign(FULL), await sign({ ...FULL, sub: "u_2" })];
    await verifier.verify(first);
    expect(await verifier.verify(second)).toMatchObject({ claims: { user: { id: "u_2" } } });
    const [head = "", , mac = ""] = first.split(".");
    const mixed = [head, second.split(".")[1], mac].join(".");
    expect(await verifier.verify(mixed)).toMatchObject({ ok: false, code: "bad_token" });
    expect(await verifier.verify(first)).toMatchObject({ claims: { user: { id: "u_1" } } });
  });

  it("forgets the token that was not seen for longest when it holds as many as it may", async () => {
    const { verifier } = setup();
    const numbered = (at: number): string => compact({ ...FULL, sub: `u_${at}` });
    const [kept, dropped] = [numbered(0), numbered(1)];
    const [keptFirst, droppedFirst] = [await verifier.verify(kept), await verifier.verify(dropped)];
    expect(await verifier.verify(kept)).toHaveProperty("claims", claimsOf(keptFirst));
    for (let at = 2; at <= API_LIMITS.tokensRemembered.value; at += 1) {
      await verifier.verify(numbered(at));
    }
    expect(claimsOf(await verifier.verify(kept))).toBe(claimsOf(keptFirst));
    expect(claimsOf(await verifier.verify(dropped))).not.toBe(claimsOf(droppedFirst));
  });

  it("takes nothing that an earlier secret signed, remembered there or not", async () => {
    const token = await sign(FULL);
    expect(await setup().verifier.verify(token)).toMatchObject({ ok: true });
    const secret = new TextEncoder().encode("the next secret of thirty-two bytes");
    const changed = createTokenVerifier({ secret, clock: testClock() });
    expect(await changed.verify(token)).toMatchObject({ ok: false, code: "bad_token" });
    expect(await changed.verify(await sign(FULL, secret))).toMatchObject({ ok: true });
  });

  it.each([
    ["not begun", { nbf: STORE_TIME / 1000 + 6 }, "nbf"],
    ["with a time that is no number", { iat: "now" }, "iat"],
    ["with an end that is no number", { exp: "never" }, "exp"],
  ])("refuses a token %s by its claim", async (_what, change, claim) => {
    const result = await setup().verifier.verify(compact({ ...FULL, ...change }));
    expect(result).toMatchObject({ ok: false, code: "bad_token" });
    expect(result.ok ? "" : result.message).toContain(claim);
  });

  it("takes a token that begins within the clocks' difference", async () => {
    const token = compact({ ...FULL, nbf: STORE_TIME / 1000 + 5 });
    expect(await setup().verifier.verify(token)).toMatchObject({ ok: true });
  });

  it("refuses extensions that it does not know, claims that are no object, other spellings", async () => {
    const { verifier } = setup();
    const token = await sign(FULL);
    for (const odd of [
      compact(FULL, { alg: "HS256", crit: ["x"], x: 1 }),
      compact([]),
      compact("text"),
      `${token}=`,
      `${token}.`,
      ` ${token}`,
    ]) {
      expect(await verifier.verify(odd)).toMatchObject({ ok: false, code: "bad_token" });
    }
  });

  it("judges as jose does, whatever the claims' times", async () => {
    const { verifier } = setup();
    const now = STORE_TIME / 1000;
    const times = fc.option(fc.integer({ min: now - 10, max: now + 10 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(times, times, times, async (iat, nbf, exp) => {
        const token = compact({ ...FULL, iat, nbf, exp });
        const verdict = await jwtVerify(token, API_SECRET, {
          clockTolerance: API_LIMITS.clockToleranceSeconds.value,
          currentDate: new Date(STORE_TIME),
          requiredClaims: ["exp"],
        }).then(
          () => "taken",
          (error: unknown) => (error instanceof errors.JWTExpired ? "token_expired" : "bad_token"),
        );
        const result = await verifier.verify(token);
        expect(result.ok ? "taken" : result.code).toBe(verdict);
      }),
    );
  });

  it("wants a secret or a key server", () => {
    expect(() => createTokenVerifier({})).toThrow(
      expect.objectContaining({ code: "token_keys_missing" }),
    );
  });
});

describe("signToken", () => {
  it("makes tokens that are taken until their end", async () => {
    const { clock, verifier } = setup();
    const order = { user: "u_7", room: ["a", "b"], role: "seller" as const, ttlSeconds: 60 };
    const token = await signToken(API_SECRET, order, STORE_TIME);
    expect(await verifier.verify(token)).toEqual({
      ok: true,
      claims: {
        user: { id: "u_7", name: "u_7", role: "seller", attrs: {} },
        rooms: ["a", "b"],
        expiresAt: STORE_TIME + 60_000,
      },
    });
    clock.set(STORE_TIME + 65_000);
    expect(await verifier.verify(token)).toMatchObject({ code: "token_expired" });
  });
});

describe("createTokenVerifier with a key server", () => {
  const keys = new Map<string, Awaited<ReturnType<typeof generateKeyPair>>>();
  let served: unknown = { keys: [] };
  let isAway = false;
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches += 1;
    response.statusCode = isAway ? 500 : 200;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(served));
  });
  beforeAll(async () => {
    const published = [];
    for (const alg of ["ES256", "EdDSA", "RS256"]) {
      const pair = await generateKeyPair(alg, { extractable: true });
      keys.set(alg, pair);
      published.push({ ...(await exportJWK(pair.publicKey)), kid: alg, alg, use: "sig" });
    }
    served = { keys: published };
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server.close());
  beforeEach(() => {
    isAway = false;
    fetches = 0;
  });

  const start = (secret?: Uint8Array) => {
    const address = server.address() as AddressInfo;
    const clock = testClock();
    const jwksUrl = `http://127.0.0.1:${address.port}/jwks.json`;
    return { clock, verifier: createTokenVerifier({ jwksUrl, secret, clock }) };
  };
  const signWith = (alg: string, kid = alg, claims: JWTPayload = FULL) => {
    const key = keys.get(alg)?.privateKey;
    if (key === undefined) throw new Error(alg);
    return new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
  };

  it.each(["ES256", "EdDSA", "RS256"])("takes %s", async (alg) => {
    const { verifier } = start();
    expect(await verifier.verify(await signWith(alg))).toMatchObject({ ok: true });
  });

  it("asks the server once for many tokens", async () => {
    const { verifier } = start();
    for (const sub of ["u_1", "u_2", "u_3"]) {
      const token = await signWith("ES256", "ES256", { ...FULL, sub });
      expect(await verifier.verify(token)).toMatchObject({ ok: true });
    }
    expect(fetches).toBe(1);
  });

  it("refuses a key that is not there, and a public key as a secret", async () => {
    const { verifier } = start();
    const unknown = await verifier.verify(await signWith("ES256", "other"));
    expect(unknown).toMatchObject({ ok: false, code: "bad_token" });
    const asSecret = new TextEncoder().encode(JSON.stringify(served));
    expect(await verifier.verify(await sign(FULL, asSecret))).toMatchObject({ code: "bad_token" });
  });

  it("takes both kinds where both are set", async () => {
    const { verifier } = start(API_SECRET);
    expect(await verifier.verify(await sign(FULL))).toMatchObject({ ok: true });
    expect(await verifier.verify(await signWith("ES256"))).toMatchObject({ ok: true });
  });

  it("does not call a token bad when the server is away and no key is known", async () => {
    isAway = true;
    const { verifier } = start();
    const token = await signWith("ES256");
    const refused = { code: "keys_unavailable", retryable: true };
    await expect(verifier.verify(token)).rejects.toMatchObject(refused);
    await expect(verifier.verify(token)).rejects.toMatchObject(refused);
    expect(fetches).toBe(1);
  });

  it("asks again after its wait", async () => {
    isAway = true;
    const { clock, verifier } = start();
    const token = await signWith("ES256");
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: "keys_unavailable" });
    isAway = false;
    clock.set(clock.now() + API_LIMITS.jwksRetryMs.value);
    expect(await verifier.verify(token)).toMatchObject({ ok: true });
  });
});
