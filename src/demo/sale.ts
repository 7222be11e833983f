// The simulated sale as a script: who says what in the next stretch of time. Pure: seed and time come in.
import { CHATTER, CHEERS, type Lang, LOTS, type Lot, SELLER, TROUBLE } from "./lines.ts";

export interface Saying {
  /** Index of a viewer, or -1 for the seller. */
  readonly viewer: number;
  readonly text: string;
}

export interface SaleOptions {
  readonly viewers: number;
  /** 0 to 1, the next one at each call. */
  readonly random: () => number;
}

const LOT_MS = 40_000;
/** The seller says again what is on the table, for those who came late. */
const REMIND_MS = 10_000;
/** When a lot opens, chat runs at this multiple of the rate for BURST_MS. */
const BURST = 5;
const BURST_MS = 5_000;
/** Share of messages that ought not to pass. */
const TROUBLE_SHARE = 0.07;

export interface Sale {
  /** What is said in the `elapsedMs` that passed, at `ratePerSec` messages a second in calm. */
  advance(elapsedMs: number, ratePerSec: number): readonly Saying[];
}

export function createSale({ viewers, random }: SaleOptions): Sale {
  let clockMs = 0;
  let lotIndex = -1;
  let price = 0;
  let due = 0;

  function pick<T>(items: readonly T[], fallback: T): T {
    return items[Math.floor(random() * items.length)] ?? fallback;
  }

  function lot(): Lot {
    return LOTS[lotIndex % LOTS.length] ?? { en: "", ja: "", startsAt: 0 };
  }

  /** Even viewers write Japanese, odd ones English. */
  function saying(isBurst: boolean): Saying {
    const viewer = Math.floor(random() * viewers);
    const lang: Lang = viewer % 2 === 0 ? "ja" : "en";
    const chance = random();
    if (chance < TROUBLE_SHARE) return { viewer, text: pick(TROUBLE[lang], "") };
    if (chance < (isBurst ? 0.5 : 0.2)) {
      price += 100 * (1 + Math.floor(random() * 5));
      return { viewer, text: yen(price) };
    }
    if (isBurst) return { viewer, text: pick(CHEERS[lang], "") };
    return { viewer, text: pick(CHATTER[lang], "") };
  }

  function advance(elapsedMs: number, ratePerSec: number): readonly Saying[] {
    const said: Saying[] = [];
    const before = Math.floor(clockMs / LOT_MS);
    clockMs += elapsedMs;
    const now = Math.floor(clockMs / LOT_MS);
    const isFirst = lotIndex < 0;
    if (isFirst || now > before) {
      if (!isFirst) {
        said.push({ viewer: -1, text: SELLER.sold(lot(), yen(price)) });
        said.push({ viewer: -1, text: SELLER.thanks(lot(), "") });
      }
      lotIndex += 1;
      price = lot().startsAt;
    }
    if (said.length > 0 || isFirst || crossed(clockMs - elapsedMs, clockMs, REMIND_MS)) {
      said.push({ viewer: -1, text: SELLER.opens(lot(), yen(price)) });
    }
    const isBurst = clockMs % LOT_MS < BURST_MS;
    due += (elapsedMs / 1_000) * ratePerSec * (isBurst ? BURST : 1);
    for (; due >= 1; due -= 1) said.push(saying(isBurst));
    return said;
  }

  return { advance };
}

/** Did the clock pass a multiple of `stepMs`. */
function crossed(fromMs: number, toMs: number, stepMs: number): boolean {
  return Math.floor(toMs / stepMs) > Math.floor(fromMs / stepMs);
}

function yen(value: number): string {
  return `¥${value.toLocaleString("en-US")}`;
}
