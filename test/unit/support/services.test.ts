// What the tests say they miss.
import { describe, expect, it } from "vitest";
import { missingServices, TEST_SERVICES } from "../../support/services.ts";

describe("missingServices", () => {
  const absent = TEST_SERVICES.map((service) => ({ ...service, isInstalled: () => false }));

  it("names all that is neither installed nor pointed to", () => {
    const missing = missingServices(absent, { DATABASE_URL: "postgres://x", REDIS_URL: "" });
    expect(missing.map((service) => service.debianPackage)).toEqual(["redis-server", "chromium"]);
  });

  it("names nothing on this machine, or the tests would not have started", () => {
    expect(missingServices()).toEqual([]);
  });
});
