// Moves texts (what parameters are for, what a refusal says) from the first part of the engine to the parts that alone
// mention them: cutting a program moves its functions and leaves all its data where they were.
import { readFileSync, writeFileSync } from "node:fs";
import { leb128, Reader, sectionsOf } from "./objects.mjs";
import { Stop } from "./setup.mjs";

const sections = { code: 10, data: 11 };

/** Shorter ones are hardly worth their place in a list. */
const shortest = 8;
/** Bytes between two texts that are written along with them, as they are: less than another entry takes. */
const between = 8;

/** Where the segments of data lie: at which address, and from where to where in the file. */
function segmentsOf(bytes) {
  const section = [...sectionsOf(bytes)].find(({ id }) => id === sections.data);
  const reader = new Reader(bytes, section.start);
  return reader.list(() => {
    if (reader.number() !== 0 || reader.byte() !== 0x41)
      throw new Stop("The engine has data of a kind that is not known here.");
    const address = reader.number();
    reader.byte();
    const size = reader.number();
    reader.skip(size);
    return { address, from: reader.at - size, to: reader.at };
  });
}

const latin = (bytes) => Buffer.from(bytes).toString("latin1");
const isText = (content) => content.length >= shortest && content.indexOf("\0") === content.length - 1;

/**
 * @param nodes Data of the objects, each with its bytes, and which doors it is behind: bits, 0 for the first part.
 * @param parts The parts, the first one first: which doors they are behind, their files, and all that their functions
 * are, in words.
 */
export function moveTexts(nodes, parts) {
  const first = readFileSync(parts[0].file);
  const segments = segmentsOf(first);
  const texts = textsOf(nodes, parts, first, segments);
  // No part may know a place within that can be there without the one that the text goes to: neither its functions, nor
  // words among the data that stay.
  const places = parts.map(({ printed }) => {
    const found = new Set();
    for (const [, number] of printed.matchAll(/(?:i32\.const |offset=)(\d+)/g)) found.add(Number(number));
    return found;
  });
  for (const place of wordsBeside(texts, first, segments)) places[0].add(place);
  const sorted = places.map((each) => [...each].sort((a, b) => a - b));
  const moved = texts.filter(
    ({ bits, address, size }) =>
      !parts.some((part, i) => (part.bits & bits) !== bits && anyWithin(sorted[i], address, address + size)),
  );

  for (const { bits, file } of parts.slice(1)) {
    const runs = [];
    for (const { at, address, size } of moved.filter((text) => text.bits === bits)) {
      const last = runs.at(-1);
      if (last && address - (last.address + last.size) <= between) last.size = address + size - last.address;
      else runs.push({ at, address, size });
    }
    addData(
      file,
      runs.map(({ at, address, size }) => [address, first.subarray(at, at + size)]),
    );
  }
  const left = Buffer.from(first);
  for (const { at, size } of moved) left.fill(0, at, at + size);
  writeFileSync(parts[0].file, left);
}

/** Where in the first part texts stand that are mentioned behind the doors of another one alone, and nowhere else. */
function textsOf(nodes, parts, first, segments) {
  // What is the same may be in one place.
  const doors = new Map();
  for (const { bytes, bits } of nodes) {
    const content = latin(bytes);
    doors.set(content, (doors.get(content) ?? bits) & bits);
  }
  const texts = [];
  for (const { bits } of parts.slice(1)) {
    // What a text is a piece of, it may stand in.
    const others = [...doors].flatMap(([content, other]) => (other === bits ? [] : [content])).join("\u0100");
    for (const [content, own] of doors) {
      if (own !== bits || !isText(content) || others.includes(content.slice(0, -1))) continue;
      for (const { address, from, to } of segments) {
        const at = first.subarray(from, to).indexOf(content, 0, "latin1");
        if (at < 0 || first.subarray(from + at + 1, to).includes(content, 0, "latin1")) continue;
        if (at === 0 || first[from + at - 1] === 0)
          texts.push({ bits, at: from + at, address: address + at, size: content.length });
      }
    }
  }
  return texts.sort((a, b) => a.address - b.address);
}

/** What may be addresses among the data that are no such texts. */
function* wordsBeside(texts, first, segments) {
  let next = 0;
  for (const { from, to, address } of segments)
    for (let at = from + ((4 - (address % 4)) % 4); at + 4 <= to; at += 4) {
      while (next < texts.length && texts[next].at + texts[next].size <= at) next++;
      if (next === texts.length || at < texts[next].at) yield first.readUInt32LE(at);
    }
}

/** Whether any of some numbers, in order, is at least `low` and less than `high`. */
function anyWithin(sorted, low, high) {
  let [begin, end] = [0, sorted.length];
  while (begin < end) {
    const middle = (begin + end) >> 1;
    if (sorted[middle] < low) begin = middle + 1;
    else end = middle;
  }
  return sorted[begin] < high;
}

/** Has a part write bytes to their addresses when it comes. */
function addData(file, segments) {
  const bytes = readFileSync(file);
  const found = [...sectionsOf(bytes)];
  if (found.some(({ id }) => id === sections.data))
    throw new Stop(`${file} has data of its own, which is not known here.`);
  const { end } = found.find(({ id }) => id === sections.code);
  const content = Buffer.concat([
    leb128(segments.length),
    ...segments.flatMap(([address, text]) => [
      Buffer.from([0, 0x41]),
      signedLeb128(address),
      Buffer.from([0x0b]),
      leb128(text.length),
      text,
    ]),
  ]);
  const section = Buffer.concat([Buffer.from([sections.data]), leb128(content.length), content]);
  writeFileSync(file, Buffer.concat([bytes.subarray(0, end), section, bytes.subarray(end)]));
}

/** A number that is not negative, as signed: its last byte's second highest bit would be a sign. */
function signedLeb128(value) {
  const bytes = [];
  for (; value > 63; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}
