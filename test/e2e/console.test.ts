// The console in Chromium, on a real service: what a moderator sees, by keys, in both languages.
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Browser, openBrowser, signIn } from "../support/browser.ts";
import { type ChatClient, connect } from "../support/chat-client.ts";
import { tokenFor } from "../support/tokens.ts";
import { childNamed, startWeir, type WeirProcess } from "../support/weir-process.ts";

const ROOM = "shop-42";
const LURE = "LINE追加してください ID: deal_777";

/** Long, and not a flood: it does not repeat itself. */
const LONG = `今日の配信を見て、どうしても欲しくなってしまいました。手数料がもったいないので、発送方法や梱包のこと、
支払いの順番、それから次回の出品予定についても、ゆっくり相談できたらうれしいです。返事はいつでも大丈夫ですよ！`;

let weir: WeirProcess;
let password = "";
let browser: Browser;
let page: Page;
let viewer: ChatClient;
let sent = 0;

beforeAll(async () => {
  weir = await startWeir();
  password = /admin {2}\/ {2}(\S+)/.exec(weir.stdout)?.[1] ?? "";
});

afterAll(async () => {
  await weir.stop();
});

beforeEach(async () => {
  browser = await openBrowser();
  page = await browser.page();
  viewer = await connect(weir.port, ROOM, await tokenFor("watcher", { room: ROOM }));
  await viewer.next("welcome");
});

afterEach(async () => {
  await browser.close();
  await viewer.close();
});

const consoleUrl = (): string => `http://127.0.0.1:${weir.consolePort}/`;

/** A new sender each time: no limit and no strike of another test is in the way. */
async function hold(text = LURE): Promise<{ sender: ChatClient; messageId: string }> {
  sent += 1;
  const user = `sender-${sent}`;
  const sender = await connect(
    weir.port,
    ROOM,
    await tokenFor(user, { room: ROOM, name: `Sender ${sent}` }),
  );
  const result = await sender.say(`c${sent}`, text);
  if (result.status !== "held") throw new Error(`not held but ${result.status}`);
  return { sender, messageId: result.messageId };
}

describe("sign-in", () => {
  it("refuses a wrong password in words and lets the right one in", async () => {
    await page.goto(consoleUrl());
    await page.getByLabel("Login").fill("admin");
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("do not match");
    await page.getByLabel("Password").fill(password);
    await page.keyboard.press("Enter");
    await page.locator(".desk").waitFor();
  });

  it("keeps the session over a reload and ends it on sign-out", async () => {
    await signIn(page, consoleUrl(), "admin", password);
    await page.reload();
    await page.locator(".desk").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.locator(".sign-in").waitFor();
    await page.reload();
    await page.locator(".sign-in").waitFor();
  });
});

describe("the desk", () => {
  it("shows a new case by itself, with matched spans, reasons and the sender", async () => {
    await signIn(page, consoleUrl(), "admin", password);
    await page.getByText("Nothing is waiting").waitFor();
    const { sender } = await hold();
    await page.locator(".case").waitFor();
    expect(await page.locator(".marked").innerText()).toBe(LURE);
    expect((await page.locator(".marked mark").allInnerTexts()).join("")).toMatch(/LINE|deal_777/);
    expect(await page.locator(".case").innerText()).toMatch(/off-platform/);
    expect(await page.locator(".sender").innerText()).toContain(`Sender ${sent}`);
    await page.keyboard.press("r");
    await sender.next("outcome");
    await sender.close();
  });

  it("releases with A, takes it back with U, rejects with R", async () => {
    await signIn(page, consoleUrl(), "admin", password);
    const { sender, messageId } = await hold();
    await page.locator(".case").waitFor();
    await page.keyboard.press("a");
    const shown = await viewer.next("message", ({ id }) => id === messageId);
    expect(shown).toMatchObject({ text: LURE, released: true });
    expect(await sender.next("outcome")).toMatchObject({ messageId, status: "released" });
    await page.getByText("U takes it back").waitFor();
    await page.keyboard.press("u");
    expect(await viewer.next("deleted")).toMatchObject({ messageId });
    await page.locator(".case .release").waitFor();
    await page.keyboard.press("r");
    expect(await sender.next("outcome", ({ status }) => status === "rejected")).toMatchObject({
      messageId,
    });
    await sender.close();
  });

  it("moves with J and K and lists what was decided", async () => {
    await signIn(page, consoleUrl(), "admin", password);
    const held = [await hold(), await hold(), await hold()];
    await expect.poll(() => page.locator(".row").count()).toBe(3);
    const current = (): Promise<number> =>
      page
        .locator(".row")
        .evaluateAll((rows) =>
          rows.findIndex((row) => row.getAttribute("aria-current") === "true"),
        );
    await page.locator(".row").first().click();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    expect(await current()).toBe(2);
    await page.keyboard.press("k");
    expect(await current()).toBe(1);
    for (let left = 3; left > 0; left -= 1) {
      await page.keyboard.press("r");
      await expect.poll(() => page.locator(".row").count()).toBe(left - 1);
    }
    await page.getByRole("button", { name: "Decided" }).click();
    await expect.poll(() => page.locator(".row").count()).toBeGreaterThanOrEqual(3);
    for (const { sender } of held) await sender.close();
  });

  it("loses no key that is pressed while an answer is on its way", async () => {
    await signIn(page, consoleUrl(), "admin", password);
    const held = [await hold(), await hold()];
    await expect.poll(() => page.locator(".row").count()).toBe(2);
    let letGo = (): void => undefined;
    const answer = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route("**/decision", async (route) => {
      await answer;
      await route.continue();
    });
    await page.locator(".row").first().click();
    const asked = page.waitForRequest("**/decision");
    await page.keyboard.press("r");
    await asked;
    await page.keyboard.press("j");
    await page.keyboard.press("r");
    letGo();
    for (const { sender } of held) {
      await sender.next("outcome", ({ status }) => status === "rejected");
      await sender.close();
    }
  });

  it("says that another moderator has a case in work and refuses to decide it", async () => {
    await signIn(page, consoleUrl(), "admin", password);
    const { sender, messageId } = await hold();
    const other = await tokenFor("mod-2", { role: "moderator", name: "Mika" });
    const claim = `${consoleUrl()}v1/cases/k_${messageId.slice(2)}/claim`;
    await expect
      .poll(
        async () =>
          (await fetch(claim, { method: "POST", headers: { authorization: `Bearer ${other}` } }))
            .status,
      )
      .toBe(200);
    await page.getByText("in work with Mika").first().waitFor();
    await expect.poll(() => page.locator(".release").isDisabled()).toBe(true);
    await fetch(claim.replace("/claim", "/release-claim"), {
      method: "POST",
      headers: { authorization: `Bearer ${other}` },
    });
    await expect.poll(() => page.locator(".release").isDisabled()).toBe(false);
    await page.keyboard.press("r");
    await sender.next("outcome");
    await sender.close();
  });

  it("speaks Japanese and fits a narrow window without scrolling sideways", async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await signIn(page, consoleUrl(), "admin", password);
    await page.getByRole("button", { name: "日本語" }).click();
    const { sender } = await hold(`${LURE} ${LONG}`);
    await page.getByText("保留の理由").waitFor();
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(overflow).toBeLessThanOrEqual(0);
    await page.getByRole("button", { name: /^却下/ }).click();
    await sender.next("outcome");
    await sender.close();
  });

  it("says what it has said in the other language when that is switched", async () => {
    const switchTo = (name: string): Promise<void> => page.getByRole("button", { name }).click();
    await page.goto(consoleUrl());
    await page.getByLabel("Login").fill("admin");
    await page.getByLabel("Password").fill("not the password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "do not match" }).waitFor();
    await switchTo("日本語");
    await page.getByRole("alert").filter({ hasText: "違います" }).waitFor();
    await switchTo("English");
    await signIn(page, consoleUrl(), "admin", password);

    const { sender } = await hold();
    await page.locator(".case").waitFor();
    await page.keyboard.press("r");
    await page.locator(".notice", { hasText: "Rejected — U takes it back" }).waitFor();
    await switchTo("日本語");
    await page.locator(".notice", { hasText: "却下しました — U で取り消せます" }).waitFor();

    await page.route("**/v1/cases?**", (route) => route.abort());
    await page.getByRole("button", { name: "対応済み" }).click();
    await page.getByRole("alert").filter({ hasText: "接続できません" }).waitFor();
    await switchTo("English");
    await page.getByRole("alert").filter({ hasText: "cannot be reached" }).waitFor();
    await sender.close();
  });

  it("says that it is not live while the backoffice is away, and catches up after", async () => {
    await signIn(page, consoleUrl(), "admin", password);
    await page.getByText("live", { exact: true }).waitFor();
    process.kill(childNamed(weir, "backoffice"), "SIGKILL");
    await page.getByText("not live").waitFor();
    await page.getByText("live", { exact: true }).waitFor({ timeout: 15_000 });
    const { sender } = await hold();
    await page.locator(".case").waitFor();
    await page.keyboard.press("r");
    await sender.next("outcome");
    await sender.close();
  });
});
