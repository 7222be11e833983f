// Domain names: which dotted words are real ones, and which are allowed.
import { parse } from "tldts";
import type { AllowedDomains } from "./detector.ts";

/**
 * Suffixes that make a bare `word.suffix` a link. All others are as likely a missing space after a
 * full stop ("amazing.love it", "movie.it was"): those need a scheme, www. or a path.
 */
const BARE_SUFFIXES: ReadonlySet<string> = new Set(
  (
    "com net org info biz jp io tv gg app dev xyz top site online shop store club vip " +
    "icu click link live space website tech pro cc ru cn kr tw hk sg th vn id ph uk de " +
    "fr es br mx eu us ca au nz ai co gl ly fm ee win bet page blog mobi asia tokyo sale " +
    "market cash fund loan trade exchange"
  ).split(" "),
);
const WORDY_SUFFIXES: ReadonlySet<string> = new Set(["us", "id", "pro", "sale", "page", "live"]);

/** Hosts that are links though their suffix is a word. */
const KNOWN_HOSTS: ReadonlySet<string> = new Set([
  "t.me",
  "wa.me",
  "line.me",
  "youtu.be",
  "about.me",
]);

/**
 * @param host folded: lower case, Latin
 * @param hasContext a scheme, `www.` or a path says that it is meant as an address
 */
export function isLinkHost(host: string, hasContext: boolean): boolean {
  const { domain, publicSuffix, isIcann, isIp } = parse(host);
  if (isIp === true) return hasContext;
  if (domain === null || publicSuffix === null || isIcann !== true) return false;
  if (hasContext || KNOWN_HOSTS.has(host)) return true;
  const suffix = publicSuffix.slice(publicSuffix.lastIndexOf(".") + 1);
  if (!BARE_SUFFIXES.has(suffix)) return false;
  if (WORDY_SUFFIXES.has(suffix) && publicSuffix === suffix) return false;
  return /[^0-9.-]/u.test(domain.slice(0, -publicSuffix.length - 1)) || suffix === "com";
}

/** Is this a domain that mail can go to. */
export function isMailHost(host: string): boolean {
  const { domain, isIcann } = parse(host);
  return domain !== null && isIcann === true;
}

/**
 * @param entries `example.com` allows the domain and all below it; `shop.example.com` only that
 * host and those below it.
 */
export function allowedDomains(entries: readonly string[]): AllowedDomains {
  const allowed = new Set(entries.map((entry) => entry.toLowerCase().replace(/^\*?\./u, "")));
  return {
    has(host) {
      for (let at = 0; at !== -1;) {
        if (allowed.has(host.slice(at))) return true;
        const dot = host.indexOf(".", at);
        at = dot === -1 ? -1 : dot + 1;
      }
      return false;
    },
  };
}
