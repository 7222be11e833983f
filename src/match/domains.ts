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
  "gl ly fm ee mobi asia tokyo vip icu onion example";
/**
 * Suffixes that are words of one of our languages, or chat (gg): "ok.shop closed?" is a sentence,
 * "luckybags.shop" is not.
 */
const WORDY_SUFFIXES =
  "gg top site online shop store club click link live space website tech win bet page blog sale " +
  "market cash fund loan trade exchange br eu ai fun world media " +
  "group work cam pw sbs buzz cfd monster";
/** Longest of KNOWN_HOSTS. */
export const KNOWN_LENGTH = 12;

/** A host as the reader of hosts joins it. */
export interface JoinedHost {
  readonly joined: Uint16Array;
  readonly joinedLength: number;
  readonly nameLength: number;
}

/** What the last label of a host is: bits. */
export const SUFFIX = { BARE: 1, WORDY: 2, PLAIN: 4 } as const;

const SUFFIXES = new WordTrie([
  [SUFFIX.BARE, BARE_SUFFIXES],
  [SUFFIX.WORDY, WORDY_SUFFIXES],
  // No word of any sentence: after "example. " they begin no new one.
  [SUFFIX.PLAIN, "com net jp xyz biz"],
  [SUFFIX.PLAIN | SUFFIX.BARE, "c0m コム ネット ジェイピー ジェーピー"],
]);

/** First labels that with a country's suffix are a public suffix themselves: co.jp, com.br. */
const SECOND_LEVEL = wordsOf("co ne or ac go com net org edu gov gr ed ad lg");

/** Words that end sentences or stand before a suffix by chance. */
const COMMON_WORDS = new WordTrie([
  [
    1,
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
      "else ever never always maybe please yet way vs etc eg ie " +
      "required private public below above secret same invalid correct wrong pending blocked banned " +
      "name names number account password code photo message comment chat room seller buyer " +
      "lindo linda obrigado obrigada amei bom boa muito sim nao gracias hola bueno buena bonito merci " +
      "oui non danke gut schon ja nein",
  ],
]);

/** Whoever shortens an address hides it. */
const SHORTENERS = wordsOf(
  "bit.ly t.ly lin.ee tinyurl.com goo.gl is.gd v.gd x.gd ow.ly cutt.ly rebrand.ly rb.gy t.co buff.ly " +
    "shorturl.at shorturl.asia tiny.cc bl.ink s.id lnkd.in adf.ly linktr.ee lit.link qr.ae u.to han.gl " +
    "me2.do vo.la url.kr dwz.cn t.cn suo.im reurl.cc pse.is onl.tw onl.la 00m.in ux.nu urx.nu a.co " +
    "short.io soo.gd clck.ru dub.sh kutt.it trib.al snip.ly wa.link tny.im b.link qrco.de ngl.link",
);

/** One letter and a suffix, or a suffix that is a word, and yet known to everybody. */
const KNOWN_HOSTS = wordsOf(
  "t.me wa.me line.me lin.ee m.me ig.me youtu.be about.me paypal.me telegram.me t.co x.com x.gd t.ly " +
    "g.co a.co s.id u.to v.gd t.cn z.cn b.link cash.app discord.gg bit.ly linktr.ee",
);
/** Names of software that end like addresses. */
const NO_HOSTS = wordsOf("asp.net ado.net vb.net ml.net socket.io");

/** Is `[start, end)` of the folded view a word of which sentences are made. Allocates nothing. */
export function isCommonWord(units: Uint16Array, start: number, end: number): boolean {
  return COMMON_WORDS.whole(units, start, end) !== 0;
}

export function isShortener({ joined, joinedLength }: JoinedHost): boolean {
  const start = joined[0] === 0x77 && joined[1] === 0x77 && joined[3] === 0x2e ? 4 : 0;
  return SHORTENERS.whole(joined, start, joinedLength) !== 0;
}

/** @returns SUFFIX bits of the label `[start, end)`, 0 when it is none. Allocates nothing. */
export function suffixRole(units: Uint16Array, start: number, end: number): number {
  return SUFFIXES.whole(units, start, end);
}

/** @returns where the suffix that begins at `from` ends, in any script; `from` for none */
export function suffixEnd(units: Uint16Array, length: number, from: number): number {
  return Math.max(from, SUFFIXES.longest(units, length, from));
}

/**
 * Is a host with a suffix of ours one without a scheme, `www.` or a path around it.
 * @param role of its suffix
 */
export function isBareHost(host: JoinedHost, labels: number, role: number): boolean {
  if (isKnownHost(host)) return true;
  const { joined, joinedLength, nameLength } = host;
  if (labels > 2) return role !== 0;
  if (SECOND_LEVEL.whole(joined, 0, nameLength) !== 0) return false;
  if (NO_HOSTS.whole(joined, 0, joinedLength) !== 0) return false;
  if (nameLength === 1 && joined[0]! < 0x80) return false;
  // "12.99.co" is a price; 163.com is not.
  let letters = 0;
  for (let i = 0; i < nameLength; i++) if (joined[i]! > 0x39) letters++;
  if (letters === 0) return (role & SUFFIX.PLAIN) !== 0;
  return (role & SUFFIX.BARE) !== 0 || ((role & SUFFIX.WORDY) !== 0 && nameLength > 2);
}

/** With a suffix of ours: a name before it, not a half of another suffix. */
export function isPlainName({ joined, nameLength }: JoinedHost, labels: number): boolean {
  return labels > 2 || SECOND_LEVEL.whole(joined, 0, nameLength) === 0;
}

export function isKnownHost({ joined, joinedLength }: JoinedHost): boolean {
  return joinedLength <= KNOWN_LENGTH && KNOWN_HOSTS.whole(joined, 0, joinedLength) !== 0;
}

const AS_HOST = { extractHostname: false, validateHostname: true };

/** Asks the public suffix list. Cost: half a microsecond. */
export function isPublicHost(host: string): boolean {
  const { domain, isIcann, isIp } = parse(host, AS_HOST);
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

function wordsOf(words: string): WordTrie {
  return new WordTrie([[1, words]]);
}
