// What may be done to a box, as a menu has it, and which keys do the same.
import type { Schema } from "../../lib/index.js";
import { around, mayHoldIt, moveOf, takesAt, wayOf, type Box, type Way } from "../state/diagram.js";
import { isRecipe, partsIn } from "../state/recipe.js";
import type { Place } from "../state/surgery.js";
import type { MenuItem } from "./kf-menu.js";

/** The keys of a box that has the focus, as they are told. */
export const boxKeys: readonly (readonly [keys: string, does: string])[] = [
  ["Enter", "show its form"],
  ["← → ↑ ↓", "go to the next box"],
  ["Alt + arrows", "move it"],
  ["Alt + Shift + arrows", "move it into the part next to it"],
  ["+", "add a step after it"],
  ["F2", "rename it"],
  ["Ctrl + D", "duplicate it"],
  ["Delete", "remove it"],
  ["M", "all that can be done with it"],
];

const places: readonly (readonly [Place, string])[] = [
  ["before", "Add before…"],
  ["after", "Add after…"],
  ["beside", "Add beside…"],
  ["inside", "Add inside…"],
];

const ways: Readonly<Record<Way, readonly [icon: string, label: string]>> = {
  earlier: ["left", "Move earlier"],
  later: ["right", "Move later"],
  before: ["left", "Move out, before"],
  after: ["right", "Move out, after"],
  "into previous": ["add-inside", "Move into the one before"],
  "into next": ["add-inside", "Move into the next"],
};

const words: Readonly<Record<string, readonly [icon: string, label: string]>> = {
  passthrough: ["through", "Let the data through"],
  drop: ["drop", "Drop the data"],
  None: ["drop", "Put nothing there"],
};

export function boxMenu(root: Box, box: Box, schema: Schema): MenuItem[] {
  const { slot, inner, path } = box;
  const inList = slot.at !== undefined;
  const groups: MenuItem[][] = [
    places.flatMap(([place, label]) =>
      takesAt(box, place, schema)
        ? [{ id: `add ${place}`, icon: `add-${place}`, label, ...(place === "after" ? { keys: "+" } : {}) }]
        : [],
    ),
    [
      { id: "choose", icon: "swap", label: isRecipe(inner) ? "Put another in its place…" : "Choose an estimator…" },
      ...wordsOf(root, box).map((word) => ({ id: `word ${word}`, icon: words[word]![0], label: words[word]![1] })),
      ...(mayHoldIt(box, schema).length ? [{ id: "wrap", icon: "wrap", label: "Wrap in…" }] : []),
      ...(isRecipe(inner) && partsIn(inner).length ? [{ id: "unwrap", icon: "unwrap", label: "Unwrap" }] : []),
    ],
    inList || path === "" ? movesOf(root, box) : [],
    [
      ...(inList ? [{ id: "rename", icon: "pencil", label: "Rename", keys: "F2" }] : []),
      ...(inList && inner !== null ? [{ id: "duplicate", icon: "copy", label: "Duplicate", keys: "Ctrl+D" }] : []),
      ...(inList ? [{ id: "remove", icon: "trash", label: "Remove", keys: "Delete" }] : []),
    ],
  ];
  return groups
    .filter((items) => items.length > 0)
    .flatMap((items, at) => items.map((item, i) => (at > 0 && i === 0 ? { ...item, first: true } : item)));
}

/** The words that may stand in the place of what does. */
function wordsOf(root: Box, box: Box): string[] {
  const { slot, inner } = box;
  const param = around(root, box)?.schema?.params.find(({ name }) => name === slot.param);
  const none = slot.at === undefined && inner !== null && param?.constraint.some(({ type }) => type === "none");
  return [...slot.words, ...(none ? ["None"] : [])].filter((word) => word !== inner && words[word]);
}

function movesOf(root: Box, box: Box): MenuItem[] {
  const parallel = box.slot.role !== "flow";
  return (Object.keys(ways) as Way[]).flatMap((way): MenuItem[] => {
    const move = moveOf(root, box, way);
    // At an end of a flow, earlier and later lead out of it: said once.
    if (!move || ((way === "before" || way === "after") && !parallel)) return [];
    const out = !("by" in move) && (way === "earlier" || way === "later");
    const [drawing, label] = ways[out ? (way === "earlier" ? "before" : "after") : way];
    const keys = arrowFor(box, way);
    return [
      {
        id: `move ${way}`,
        icon: parallel && "by" in move ? (way === "earlier" ? "up" : "down") : drawing,
        label,
        ...(keys ? { keys: `Alt+${keys}` } : {}),
      },
    ];
  });
}

const arrows = { Left: "←", Right: "→", Up: "↑", Down: "↓" } as const;

function arrowFor(box: Box, way: Way): string {
  if (way.startsWith("into")) return `Shift+${way === "into previous" ? arrows.Left : arrows.Right}`;
  const order = box.slot.role === "flow" ? (["Left", "Right"] as const) : (["Up", "Down", "Left", "Right"] as const);
  const arrow = order.find((each) => wayOf(box, each) === way);
  return arrow ? arrows[arrow] : "";
}
