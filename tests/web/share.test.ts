// What is handed on: a model in an address, and in a page of its own; and rows of which only some are drawn.
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { escaped, filledPage, marks } from "../../web/elements/bytes/page.js";
import { bytesOf, equalBytes, hexOf, letterOf } from "../../web/elements/bytes/hex.js";
import { scrolledTo, sight } from "../../web/elements/parts/sight.js";
import { fileIn, readAddress, withFile, writeAddress } from "../../web/elements/state/address.js";
import { defaults } from "../../web/elements/state/choices.js";

describe("a model in an address", () => {
  test("stands beside what is chosen, and is no choice", () => {
    const chosen = "#dataset=penguins&seed=7";
    const both = withFile(chosen, "ab-_9");
    expect(fileIn(both)).toBe("ab-_9");
    const { choices, edits, unread } = readAddress(both);
    expect(choices).toEqual(readAddress(chosen).choices);
    expect([edits.size, unread]).toEqual([0, []]);
    expect(writeAddress(choices, undefined)).toBe(chosen);
    expect(withFile(both, undefined)).toBe(chosen);
    expect(withFile("", "x")).toBe("#file=x");
    expect(withFile("#file=x", undefined)).toBe("");
    expect(fileIn("#dataset=iris")).toBeUndefined();
    expect(readAddress("").choices).toEqual(defaults);
  });
});

describe("a page with a model in it", () => {
  const page = `<title>${marks.title}</title><script>${marks.model}</script><script id="${marks.hash}">${marks.engine}</script><script class="${marks.moreHash}">${marks.more}</script>`;
  const engine = Uint8Array.from({ length: 1000 }, (_, i) => i % 7);

  test("has model and engine as letters, and the title as it is", async () => {
    const filled = await filledPage(page, "a <b> & 'c' \"d\"", Uint8Array.of(0, 255, 62), engine);
    expect(filled).toContain("<title>a &lt;b&gt; &amp; &#39;c&#39; &quot;d&quot;</title><script>AP8+</script>");
    const [, hash, packed] = /id="(\w+)">([\w+/=]+)</.exec(filled)!;
    expect(hash).toBe(createHash("sha256").update(engine).digest("hex"));
    expect(new Uint8Array(gunzipSync(Buffer.from(packed!, "base64")))).toEqual(engine);
    expect(escaped("</script><!--")).toBe("&lt;/script&gt;&lt;!--");
    expect(filled).toContain('<script class=""></script>');
  });

  test("has what less usual estimators need besides, where the model does", async () => {
    const more = Uint8Array.from({ length: 500 }, (_, i) => i % 5);
    const filled = await filledPage(page, "x", Uint8Array.of(1), engine, more);
    const [, hash, packed] = /class="(\w+)">([\w+/=]+)</.exec(filled)!;
    expect(hash).toBe(createHash("sha256").update(more).digest("hex"));
    expect(new Uint8Array(gunzipSync(Buffer.from(packed!, "base64")))).toEqual(more);
  });

  test("means nothing by what stands in a name", async () => {
    expect(await filledPage(page, "$& $1 $$", new Uint8Array(), engine)).toContain("<title>$&amp; $1 $$</title>");
    for (const mark of Object.values(marks)) {
      const marked = await filledPage(page, mark, Uint8Array.of(1), engine);
      expect(marked).toContain(`<title>${mark}</title><script>AQ==</script>`);
    }
  });

  test("is refused where a mark is missing", async () => {
    await expect(filledPage("<title></title>", "x", new Uint8Array(), engine)).rejects.toThrow(/reload this page/);
  });
});

describe("values as bytes", () => {
  test("are those of the number, the most significant first", () => {
    const values = Float64Array.of(1, -0, NaN, Math.PI);
    new Uint8Array(values.buffer)[16] = 7; // a NaN of another pattern
    expect(hexOf(bytesOf(values, 0)).join("")).toBe("3ff0000000000000");
    expect(hexOf(bytesOf(values, 1)).join("")).toBe("8000000000000000");
    expect(hexOf(bytesOf(values, 2)).join("")).toBe("7ff8000000000007");
    const expected = Buffer.alloc(8);
    expected.writeDoubleBE(Math.PI);
    expect(bytesOf(values, 3)).toEqual([...expected]);
    expect(hexOf(bytesOf(["é", null], 0))).toEqual(["c3", "a9"]);
    expect(bytesOf(["é", null], 1)).toEqual([]);
    expect([0x20, 0x7e, 0x7f, 0x1f, 0xe9].map(letterOf).join("")).toBe(" ~···");
  });

  test("are counted place by place: 0 and -0 differ in one", () => {
    expect(equalBytes(Float64Array.of(0, 1), Float64Array.of(-0, 1))).toEqual({ bytes: 16, equal: 15 });
    expect(equalBytes(["ab", "c"], ["ab", "cd"])).toEqual({ bytes: 4, equal: 3 });
    expect(equalBytes([null], ["x"])).toEqual({ bytes: 1, equal: 0 });
  });
});

describe("rows in sight", () => {
  test("are those between the edges and a few more, in their place", () => {
    expect(sight(0, 100, 1000, 20)).toEqual({ first: 0, end: 9, top: 0, height: 20_000 });
    const { first, end, top } = sight(5000, 100, 1000, 20);
    expect([first, end, top]).toEqual([246, 259, 246 * 20]);
    expect(sight(0, 100, 3, 20)).toEqual({ first: 0, end: 3, top: 0, height: 60 });
  });

  test("of more than a browser can draw, the last are reached too", () => {
    const rows = 4_000_000;
    const { height } = sight(0, 320, rows, 22);
    expect(height).toBeLessThan(10_000_000);
    const last = sight(height - 320, 320, rows, 22);
    expect(last.end).toBe(rows);
    expect(last.top + (rows - last.first) * 22).toBeCloseTo(height, 0);
    const to = scrolledTo(rows - 1, 0, 320, rows, 22);
    const there = sight(to, 320, rows, 22);
    expect(there.first <= rows - 1 && rows - 1 < there.end).toBe(true);
  });

  test("are scrolled to only when they are out of sight", () => {
    expect(scrolledTo(3, 0, 100, 1000, 20)).toBe(0);
    expect(scrolledTo(5, 0, 100, 1000, 20)).toBe(20);
    expect(scrolledTo(500, 0, 100, 1000, 20)).toBe(9950);
    expect(scrolledTo(2, 60, 100, 1000, 20)).toBe(40);
  });
});
