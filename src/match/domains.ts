// Domain names: which dotted words are real ones, which shorten others, and which are allowed.
import { parse } from "tldts";
import type { AllowedDomains } from "./detector.ts";
import { WordTrie } from "./detector-trie.ts";

/**
 * Suffixes that make a bare `word.suffix` a link. All others are as likely a missing space after a
 * full stop ("amazing.love it", "movie.it was"): those need a scheme, www. or a path.
 */
const BARE_SUFFIXES =
  "com net org info biz jp io tv app dev xyz cc ru cn kr tw hk sg th vn ph uk fr mx ca au nz co " +
  "gl ly fm ee mobi asia tokyo vip icu";
/**
 * Suffixes that are words of one of our languages, or chat (gg): "ok.shop closed?" is a sentence,
 * "luckybags.shop" is not.
 */
const WORDY_SUFFIXES =
  "gg top site online shop store club click link live space website tech win bet page blog sale " +
  "market cash fund loan trade exchange br eu ai fun world media " +
  "group work cam pw sbs buzz cfd monster";
/** What the last label of a host is: bits. */
export const SUFFIX = { BARE: 1, WORDY: 2, PLAIN: 4 } as const;

const SUFFIXES = new WordTrie([
  [SUFFIX.BARE, BARE_SUFFIXES],
  [SUFFIX.WORDY, WORDY_SUFFIXES],
  // No word of any sentence: after "example. " they begin no new one.
  [SUFFIX.PLAIN, "com net jp xyz biz"],
]);

/** First labels that with a country's suffix are a public suffix themselves: co.jp, com.br. */
const SECOND_LEVEL = setOf("co ne or ac go com net org edu gov gr ed ad lg");

/** Words that end sentences or stand before a suffix by chance. */
const COMMON_WORDS = setOf(
  "a an the this that these those it its is was are be been am i you he she we they me my your our " +
    "his her their them us no yes yeah yep nope not ok okay okey k kk lol lmao omg wow ooh aww haha " +
    "good great nice best better bad worse cool cute pretty lovely beautiful gorgeous amazing " +
    "awesome perfect love loved like liked want wanted need needed get got buy bought sell sold sale " +
    "shop shopping store open closed new old big small large medium tiny huge red blue green black " +
    "white pink grey gray brown navy yellow purple orange gold silver polka micro swiss pin " +
    "thanks thank thankyou ty please pls plz sorry hello hi hey bye welcome congrats sure fine done " +
    "here there now today tomorrow yesterday tonight soon later again more less much many one two " +
    "three first last next day days week time times price prices cheap size color colour item items " +
    "box bag bags shoes dress shirt top pants skirt jacket coat hat ring watch card cards ship " +
    "shipping free fast slow real fake legit official show shows stream live video see look looking " +
    "up down out in on off over so too very just really right left back wait what when where why how " +
    "who which all any some every everything everyone nothing something someone guys all friend " +
    "friends host girl man boy baby work works working go going gone come coming stop start end far " +
    "else ever never always maybe please yet way that's it's i'm don't can't won't vs etc eg ie " +
    "required private public below above secret same invalid correct wrong pending blocked banned " +
    "name names number account password code photo message comment chat room seller buyer " +
    "lindo linda obrigado obrigada amei bom boa muito sim nao gracias hola bueno buena bonito merci " +
    "oui non danke gut schon ja nein",
);

/** Whoever shortens an address hides it. */
const SHORTENERS = setOf(
  "bit.ly t.ly lin.ee tinyurl.com goo.gl is.gd v.gd x.gd ow.ly cutt.ly rebrand.ly rb.gy t.co buff.ly " +
    "shorturl.at shorturl.asia tiny.cc bl.ink s.id lnkd.in adf.ly linktr.ee lit.link qr.ae u.to han.gl " +
    "me2.do vo.la url.kr dwz.cn t.cn suo.im reurl.cc pse.is onl.tw onl.la 00m.in ux.nu urx.nu a.co " +
    "short.io soo.gd clck.ru dub.sh kutt.it trib.al snip.ly wa.link tny.im b.link qrco.de ngl.link",
);

/** One letter and a suffix, or a suffix that is a word, and yet known to everybody. */
const KNOWN_HOSTS = setOf(
  "t.me wa.me line.me lin.ee m.me ig.me youtu.be about.me paypal.me telegram.me t.co x.com x.gd t.ly " +
    "g.co a.co s.id u.to v.gd t.cn z.cn b.link cash.app discord.gg bit.ly linktr.ee",
);
/** Names of software that end like addresses. */
const NO_HOSTS = setOf("asp.net ado.net vb.net ml.net socket.io");

export function isCommonWord(word: string): boolean {
  return COMMON_WORDS.has(word);
}

export function isShortener(host: string): boolean {
  return SHORTENERS.has(host.startsWith("www.") ? host.slice(4) : host);
}

/** @returns SUFFIX bits of the label `[start, end)`, 0 when it is none. Allocates nothing. */
export function suffixRole(units: Uint16Array, start: number, end: number): number {
  return SUFFIXES.longest(units, end, start) === end ? SUFFIXES.tag : 0;
}

/**
 * Is a host with a suffix of ours one without a scheme, `www.` or a path around it.
 * @param host folded: lower case, Latin. @param role of its suffix
 */
export function isBareHost(host: string, role: number): boolean {
  if (KNOWN_HOSTS.has(host)) return true;
  const dot = host.indexOf(".");
  const isPair = dot === host.lastIndexOf(".");
  const first = host.slice(0, dot);
  if (isPair && (SECOND_LEVEL.has(first) || NO_HOSTS.has(host))) return false;
  if (isPair && first.length === 1 && first < "\u0080") return false;
  if (!/[^0-9.-]/u.test(first) && isPair && !host.endsWith(".com")) return false;
  if ((role & SUFFIX.BARE) !== 0) return true;
  if ((role & SUFFIX.WORDY) === 0) return false;
  return !isPair || (first.length > 2 && !COMMON_WORDS.has(first));
}

export function isKnownHost(host: string): boolean {
  return KNOWN_HOSTS.has(host);
}

/** Asks the public suffix list. Cost: half a microsecond. */
export function isPublicHost(host: string): boolean {
  const { domain, isIcann, isIp } = parse(host);
  return isIp === true || (domain !== null && isIcann === true);
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

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
