// Postgres goes and comes back while a sale runs: chat goes on, the API says 503, it heals without a restart.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";
import { callApi, enter, heldText } from "../support/weir-api.ts";
import { childNamed, startWeir, type WeirProcess } from "../support/weir-process.ts";

const PATIENCE = { timeout: 15_000, interval: 300 };
let postgres: PostgresServer;
let weir: WeirProcess;

beforeAll(async () => {
  postgres = await startPostgres({ own: true });
  weir = await startWeir({ env: { DATABASE_URL: await postgres.createDatabase() } });
});
afterAll(async () => {
  await weir.stop();
  await postgres.stop();
});

const textsOfCases = async (): Promise<readonly string[]> => {
  const { status, body } = await callApi(weir, "GET /v1/cases?status=open");
  expect(status).toBe(200);
  const { items } = body as { items: readonly { readonly message: { readonly text: string } }[] };
  return items.map(({ message }) => message.text);
};

const readiness = async (port: number): Promise<number> =>
  (await fetch(`http://127.0.0.1:${port}/readyz`)).status;

describe("Postgres killed while the service runs", () => {
  it("stops reviews only, and loses none that was answered", { timeout: 60_000 }, async () => {
    const user = await enter(weir, "room", "u_1");
    const viewer = await enter(weir, "room", "u_2");
    const before = heldText();
    expect(await user.say("before", before)).toMatchObject({ status: "held" });
    const backoffice = childNamed(weir, "backoffice");

    await postgres.kill();
    expect(await viewer.say("on", "chat goes on")).toMatchObject({ status: "delivered" });
    const refused = await user.say("gone", heldText());
    expect(refused).toMatchObject({ status: "rejected", code: "review_unavailable" });
    for (const call of ["GET /v1/cases", "GET /v1/audit", "GET /v1/users/u_1"]) {
      const reply = await callApi(weir, call);
      expect([call, reply.status]).toEqual([call, 503]);
      expect(reply.body).toMatchObject({ error: { code: "store_unavailable" } });
    }
    expect(await readiness(weir.consolePort)).toBe(503);
    expect(await readiness(weir.port)).toBe(200);

    await postgres.restart();
    await expect.poll(() => readiness(weir.consolePort), PATIENCE).toBe(200);
    await expect.poll(textsOfCases, PATIENCE).toEqual([before]);
    const after = heldText();
    expect(await user.say("back", after)).toMatchObject({ status: "held" });
    await expect.poll(textsOfCases, PATIENCE).toEqual([before, after]);
    expect(childNamed(weir, "backoffice")).toBe(backoffice);
  });
});
