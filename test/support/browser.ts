// Chromium for tests: headless, its own profile, driven by playwright-core.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Browser {
  readonly context: BrowserContext;
  page(): Promise<Page>;
  close(): Promise<void>;
}

export async function openBrowser(
  options: { readonly width?: number; readonly height?: number; readonly locale?: string } = {},
): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), "weir-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    locale: options.locale ?? "en-US",
  });
  return {
    context,
    page: async () => context.pages()[0] ?? (await context.newPage()),
    close: () => context.close(),
  };
}

/** Signs in to the console as the person would. */
export async function signIn(
  page: Page,
  url: string,
  login: string,
  password: string,
): Promise<void> {
  await page.goto(url);
  await page.getByLabel(/Login|ログイン名/).fill(login);
  await page.getByLabel(/Password|パスワード/).fill(password);
  await page.getByRole("button", { name: /^(Sign in|サインイン)$/ }).click();
  await page.locator(".desk").waitFor();
}
