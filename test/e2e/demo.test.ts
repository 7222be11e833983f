// The demo as a new user meets it: two pages, a chat that flows, a held message released by a moderator.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, openBrowser, signIn } from "../support/browser.ts";
import { SHIPPED, startWeir, type WeirProcess } from "../support/weir-process.ts";

let weir: WeirProcess;
let visitor: Browser;
let moderator: Browser;

beforeAll(async () => {
  weir = await startWeir({ args: ["--demo", "--demo-rate", "3"], policy: SHIPPED });
  visitor = await openBrowser();
  moderator = await openBrowser();
});

afterAll(async () => {
  await visitor.close();
  await moderator.close();
  await weir.stop();
});

describe("weir start --demo", () => {
  it("prints the sale's page, the console and its sign-in", () => {
    expect(weir.stdout).toContain(`http://127.0.0.1:${weir.port}/demo`);
    expect(weir.stdout).toContain(`http://127.0.0.1:${weir.consolePort}/`);
    expect(weir.stdout).toMatch(/Console sign-in +demo {2}\/ {2}\S{12}/);
  });

  it("shows a sale that flows, and what is on the table", async () => {
    const page = await visitor.page();
    await page.goto(`http://127.0.0.1:${weir.port}/demo`);
    await expect.poll(() => page.locator(".messages li .text").count()).toBeGreaterThan(3);
    await expect.poll(() => page.locator(".lot").innerText(), { timeout: 15_000 }).toMatch(/ — ¥/);
  });

  it("shows a clean message at once, refuses abuse with a word, masks a phone number", async () => {
    const page = await visitor.page();
    const say = async (text: string): Promise<void> => {
      await page.getByLabel("Say something").fill(text);
      await page.keyboard.press("Enter");
    };
    await say("does the green one come in M?");
    await page.locator(".own.delivered", { hasText: "green one" }).waitFor();
    await say("ﾀﾋね");
    await page.locator(".own.rejected", { hasText: "not shown" }).waitFor();
    await say("my number is 090-1234-5678");
    const masked = page.locator(".own.masked");
    await masked.waitFor();
    await expect.poll(() => masked.innerText()).toMatch(/\*{5,}/);
  });

  it("holds a lure, and shows it when a moderator releases it", async () => {
    const page = await visitor.page();
    await page.getByLabel("Say something").fill("add me on LINE, ID: visitor_1");
    await page.keyboard.press("Enter");
    await page.locator(".own.held", { hasText: "waiting for a moderator" }).waitFor();
    const password = /demo {2}\/ {2}(\S+)/.exec(weir.stdout)?.[1] ?? "";
    const desk = await moderator.page();
    await signIn(desk, `http://127.0.0.1:${weir.consolePort}/`, "demo", password);
    await desk.locator(".row", { hasText: "visitor_1" }).click();
    await desk.locator(".case", { hasText: "visitor_1" }).waitFor();
    await desk.keyboard.press("a");
    await page.locator(".own.released", { hasText: "released by a moderator" }).waitFor();
  });

  it("lets the visitor change the sale's pace", async () => {
    const url = `http://127.0.0.1:${weir.port}/demo`;
    const change = await fetch(`${url}/rate?perSecond=12`, { method: "POST" });
    expect(await change.json()).toEqual({ ratePerSec: 12 });
    const wrong = await fetch(`${url}/rate?perSecond=lots`, { method: "POST" });
    expect(wrong.status).toBe(400);
  });
});
