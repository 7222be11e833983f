// The version of a policy follows from its texts and from nothing else.
import { describe, expect, it } from "vitest";
import { policyVersion } from "../../../src/policy/version.ts";

describe("policyVersion", () => {
  it("does not depend on the order of files", () => {
    expect(policyVersion({ a: "1", b: "2" })).toBe(policyVersion({ b: "2", a: "1" }));
  });

  it("differs when text moves between a path and its file", () => {
    expect(policyVersion({ a: "bc" })).not.toBe(policyVersion({ ab: "c" }));
  });

  it("differs when text moves from one file to the next", () => {
    expect(policyVersion({ a: "x", b: "y" })).not.toBe(policyVersion({ a: "xy", b: "" }));
  });

  it("is twelve hex digits", () => {
    expect(policyVersion({})).toMatch(/^[0-9a-f]{12}$/u);
  });
});
