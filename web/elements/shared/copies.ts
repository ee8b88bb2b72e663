// A page may have these scripts in two versions, as a site and something pasted into it do. Parts of both would not fit
// together, so the one that comes first is in charge of the page, and its scripts serve the tags of the other, too.

/** What the build is known by. */
declare const __COPY__: string | undefined;
const version = typeof __COPY__ === "undefined" ? "sources" : __COPY__;

interface Copy {
  readonly version: string;
  /** The folder of its scripts; empty where they are so old that they do not tell. */
  readonly folder: string;
  /** Whether the page was told that there is another. */
  told?: boolean;
}

const mine: Copy = { version, folder: import.meta.url.replace(/(?:shared\/)?[^/]*$/, "") };
const key = Symbol.for("keepfit");
const page = globalThis as { [key]?: Copy };

/** The other version that is in charge of this page; undefined where this one is. */
export function otherCopy(): Copy | undefined {
  const first = (page[key] ??= customElements.get("keepfit-playground") ? { version: "", folder: "" } : mine);
  if (first.version === version) return undefined;
  if (!first.told)
    console.warn(
      `Keepfit: this page has two versions of it. The one that came first${first.folder && `, from ${first.folder},`} is used; ` +
        `the one from ${mine.folder} is not. Name one of them only.`,
    );
  first.told = true;
  return first;
}
