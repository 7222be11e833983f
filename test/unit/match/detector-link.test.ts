// The detector of links, plain and in disguise: what it finds, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { found, reasonsOf } from "../../support/detectors.ts";

describe("detector.link", () => {
  it.each([
    ["see https://example.com/a?b=c now", "https://example.com/a?b=c"],
    ["詳細はexample.comへ", "example.com"],
    ["Www.Example.Net", "Www.Example.Net"],
    ["ｅｘａｍｐｌｅ．ｃｏｍ", "ｅｘａｍｐｌｅ．ｃｏｍ"],
    ["t.me/somebody", "t.me/somebody"],
    ["bit.ly/3abc", "bit.ly/3abc"],
    ["example どっと com", "example どっと com"],
    ["example(dot)com", "example(dot)com"],
    ["example dot co dot jp", "example dot co dot jp"],
    ["example . com", "example . com"],
    ["example .com", "example .com"],
    ["example。com", "example。com"],
    ["日本語.jp", "日本語.jp"],
    ["http://127.0.0.1/x", "http://127.0.0.1/x"],
    ["go to sub.shop.example.co.jp.", "sub.shop.example.co.jp"],
    ["https://example.shop@evil.com/", "https://example.shop@evil.com/"],
    ["exаmple.shop", "exаmple.shop"],
    ["example.shop.evil.com", "example.shop.evil.com"],
    ["great.example.com.Thanks", "great.example.com"],
    ["www.shop-of-ours.zzq/a", "www.shop-of-ours.zzq/a"],
    ["shop-of-ours.example/a", "shop-of-ours.example/a"],
  ])("finds the link of %s", (text, link) => {
    expect(found("link", text)).toEqual([link]);
  });

  it.each([
    "amazing.Love it",
    "that was it.so good",
    "Hi. I'm here. Me too",
    "12.50 and 1.5k",
    "v1.2.3",
    "node.js and a.jpg",
    "e.g. this, i.e. that",
    "終わり。次",
    "see example.shop/item",
    "sub.example.shop",
    "…and... so",
    "mail me@example.com",
  ])("leaves %s alone", (text) => {
    expect(found("link", text)).toEqual([]);
  });

  it.each([
    ["fabric-lane,com has it", "fabric-lane,com"],
    ["kutsuya・com で見てね", "kutsuya・com"],
    ["go to bagbarn[.]net", "bagbarn[.]net"],
    ["b a g b a r n . c o m", "b a g b a r n . c o m"],
    ["exampleドットコム", "exampleドットコム"],
    ["bagbarn%2ecom", "bagbarn%2ecom"],
    ["xn--mgba3gch31f.com now", "xn--mgba3gch31f.com"],
    ["https://ex%61mple.com/a", "https://ex%61mple.com/a"],
    ["ttps://kaitori-fuji.net/form", "ttps://kaitori-fuji.net/form"],
    ["http://3232235777/", "http://3232235777/"],
  ])("finds the disguised host of %s", (text, expected) => {
    expect(found("link", text)).toEqual([expected]);
  });

  it.each([
    "ok.shop is closed",
    "polka dot top please",
    "lindo.com certeza",
    "o.o and T.T",
    "wait...com on",
    "3.500 or 1.299,00",
    "photo.jpg and v2.0.1",
    "US8.5/EU42.fits",
    "水玉ドット柄",
  ])("leaves %s alone, which only looks like a host", (text) => {
    expect(found("link", text)).toEqual([]);
  });

  it.each(["https://bit.ly/4aBcDe9", "t.ly/9xKq", "tinyurl.com/yc2szzp9"])(
    "takes the shortener of %s for worse than a link",
    (text) => {
      expect(reasonsOf("link", text)).toMatchObject([{ severity: 3 }]);
    },
  );

  it("takes an allowed name in look-alikes for worse than a link", () => {
    expect(reasonsOf("link", "ex\u0430mple.shop")).toMatchObject([{ severity: 3 }]);
  });

  it("finds the real host behind a user name", () => {
    expect(found("link", "https://example.shop@evil.com/")).toHaveLength(1);
    expect(found("link", "https://me@example.shop/")).toEqual([]);
  });

  it("takes what stands behind a dozen links for one", () => {
    const text = Array.from({ length: 40 }, (_, i) => `bag${i}.com`).join(" ");
    const spans = reasonsOf("link", text).flatMap((reason) => reason.spans);
    expect(spans).toHaveLength(12);
    expect(spans.at(-1)?.[1]).toBe(text.length);
  });
});
