// Work under way on the page: one at each place, told as it goes, stopped, replaced, and what went wrong kept in words.
import { describe, expect, test } from "vitest";
import { effect } from "@preact/signals-core";
import { Jobs, type Report } from "../../web/elements/store/jobs.js";

/** Work that goes on until it is told to end, or is stopped. */
function endless() {
  let end = (_said?: string) => {};
  let report: Report | undefined;
  const work = (given: Report) =>
    new Promise<string | void>((resolve, reject) => {
      report = given;
      end = resolve;
      given.signal.addEventListener("abort", () => reject(given.signal.reason as Error));
    });
  return { work, end: (said?: string) => end(said), report: () => report! };
}

describe("a job", () => {
  test("is told while it runs, and what it returns is said", async () => {
    const jobs = new Jobs();
    const seen: unknown[] = [];
    effect(() => void seen.push(jobs.work("fit")?.done));
    const { work, end, report } = endless();
    const done = jobs.run("fit", { says: "Fitting.", name: "a" }, work);
    expect(jobs.status).toBe("Fitting.");
    expect(jobs.work("fit")).toMatchObject({ done: 0, total: 0, name: "a", stage: "" });
    report().onProgress({ done: 3, total: 10 });
    // Told a few times a second.
    report().onProgress({ done: 4, total: 10 });
    end("Fitted.");
    expect(await done).toBe(true);
    expect(jobs.work("fit")).toBeUndefined();
    expect(jobs.status).toBe("Fitted.");
    expect(seen).toEqual([undefined, 0, 3, undefined]);
  });

  test("gives way to one that runs at its place, and not to others", async () => {
    const jobs = new Jobs();
    const first = endless();
    const running = jobs.run("fit", {}, first.work);
    expect(await jobs.run("fit", {}, () => Promise.reject(new Error("It ran.")))).toBe(false);
    expect(await jobs.run("cv", {}, async () => {})).toBe(true);
    expect(jobs.troubles).toEqual({});
    first.end();
    expect(await running).toBe(true);
  });

  test("comes in place of one that runs, which then says nothing more", async () => {
    const jobs = new Jobs();
    const [first, second] = [endless(), endless()];
    const one = jobs.run("data", { instead: true, says: "One." }, first.work);
    const two = jobs.run("data", { instead: true, says: "Two." }, second.work);
    expect(await one).toBe(false);
    first.report().onProgress({ done: 1, total: 2 });
    expect(jobs.work("data")).toMatchObject({ done: 0 });
    expect(jobs.status).toBe("Two.");
    second.end();
    expect(await two).toBe(true);
  });

  test("is stopped, which is no trouble", async () => {
    const jobs = new Jobs();
    const { work } = endless();
    const done = jobs.run("fit", { stopped: () => "Stopped here." }, work);
    jobs.stop("fit");
    expect(await done).toBe(false);
    expect(jobs.status).toBe("Stopped here.");
    expect(jobs.troubles).toEqual({});
  });

  test("fails in words, where they are looked for, until the next attempt", async () => {
    const jobs = new Jobs();
    const inWords = ({ message }: Error) => ({ message: `It broke: ${message}`, hint: "Mend it.", where: "model" });
    const job = { place: "save", settles: ["save"], inWords: inWords as (thrown: unknown) => unknown };
    expect(await jobs.run("key", job, () => Promise.reject(new Error("why")))).toBe(false);
    expect(jobs.troubles).toEqual({ save: { message: "It broke: why", hint: "Mend it.", where: "model" } });
    expect(jobs.work("key")).toBeUndefined();
    expect(await jobs.run("key", job, async () => {})).toBe(true);
    expect(jobs.troubles).toEqual({});
  });
});
