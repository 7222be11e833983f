// The style page as a test: headers, sizes, names, banned words; one list of exceptions, none of them stale.
import { describe, expect, it } from "vitest";
import { type SourceFile, sourceFiles } from "./sources.ts";

const SRC = sourceFiles("src");
const ALL = [...SRC, ...sourceFiles("test"), ...sourceFiles("bench")];
const MAX_LINES = 300;
const MAX_LINE_LENGTH = 110;
/** Comments are not wrapped by the formatter; a header sentence may be a little longer. */
const MAX_COMMENT_LENGTH = 120;

/** File -> why it may be longer, and since when. An entry that is no longer needed fails. */
const LONGER: { readonly [path: string]: string } = {};

/** Reads the code without strings and comments being mistaken for it. */
function code(file: SourceFile): string {
  return file.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
}

function offenders(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.filter((file) => pattern.test(code(file))).map((file) => file.path);
}

function isComment(line: string): boolean {
  return /^\s*(\/\/|\/?\*)/.test(line);
}

describe("every file", () => {
  it("says in its first line what it is for", () => {
    const silent = ALL.filter((file) => {
      const first = file.lines[0]?.startsWith("#!") ? file.lines[1] : file.lines[0];
      return !/^(\/\/|\/\*) ?\S.{15,}/.test(first ?? "");
    });
    expect(silent.map((file) => file.path)).toEqual([]);
  });

  it("is named in kebab-case, and not after a drawer", () => {
    const wrong = ALL.map((file) => file.path).filter((path) => {
      const name = path.split("/").at(-1) ?? "";
      const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config))?\.tsx?$/.test(name);
      return !isKebab || /\b(utils?|helpers?|common|misc|manager)\b/.test(path);
    });
    expect(wrong).toEqual([]);
  });
});

describe("every source file", () => {
  it(`has at most ${MAX_LINES} lines, but for the listed ones`, () => {
    const long = SRC.filter((file) => file.lines.length - 1 > MAX_LINES).map((file) => file.path);
    expect(long).toEqual(Object.keys(LONGER));
  });

  it(`has lines of at most ${MAX_LINE_LENGTH} characters outside tables of data`, () => {
    const wrong = SRC.filter((file) => !file.path.includes("table")).flatMap((file) =>
      file.lines
        .map((line, index) => ({ line, where: `${file.path}:${index + 1}` }))
        .filter(
          ({ line }) => line.length > (isComment(line) ? MAX_COMMENT_LENGTH : MAX_LINE_LENGTH),
        )
        .filter(({ line }) => !/["'`].{60,}["'`]|\$\{|^\s*\/.*\/[a-z]*;$/.test(line))
        .map(({ where }) => where),
    );
    expect(wrong).toEqual([]);
  });

  it("has no any, no enum, no namespace, no silenced check", () => {
    expect(offenders(SRC, /(:\s*any\b|\bas any\b|<any>)/)).toEqual([]);
    expect(offenders(SRC, /^\s*(export )?(const )?(enum|namespace) \w/m)).toEqual([]);
    const silenced = SRC.filter((file) => /@ts-(ignore|nocheck|expect-error)/.test(file.text));
    expect(silenced.map((file) => file.path)).toEqual([]);
  });

  it("exports by name, builds on no barrel, leaves no marks but NOTE", () => {
    const byDefault = SRC.filter((file) => !file.path.endsWith(".config.ts"));
    expect(offenders(byDefault, /\bexport default\b/)).toEqual([]);
    expect(offenders(SRC, /\bexport \* from\b/)).toEqual([]);
    const marked = SRC.filter((file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(file.text));
    expect(marked.map((file) => file.path)).toEqual([]);
  });

  it("ends the process in ops/lifecycle.ts only", () => {
    expect(offenders(SRC, /\bprocess\.exit\(/)).toEqual(["src/ops/lifecycle.ts"]);
  });
});

describe("every test", () => {
  it("neither skips nor stands alone nor sleeps", () => {
    const tests = ALL.filter((file) => file.path.endsWith(".test.ts"));
    const focus = new RegExp(String.raw`\b(it|test|describe)\.(only|skip|todo|skipIf|runIf)\b`);
    expect(
      offenders(
        tests.filter((file) => !file.path.startsWith("test/tidy/")),
        focus,
      ),
    ).toEqual([]);
    expect(offenders(tests, /\b(sleep|delay)\(\d/)).toEqual([]);
  });
});
