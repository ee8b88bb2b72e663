// What is dragged over the diagram: a step of it, or a column of the table.
import type { Box } from "../state/diagram.js";
import type { Place } from "../state/surgery.js";

const stepType = "application/x-keepfit-step";
const columnType = "application/x-keepfit-column";

export type Dragged = "step" | "column" | undefined;

export const draggedOver = ({ dataTransfer }: DragEvent): Dragged =>
  dataTransfer?.types.includes(stepType) ? "step" : dataTransfer?.types.includes(columnType) ? "column" : undefined;

export function dragStep(event: DragEvent, path: string): void {
  event.stopPropagation();
  if (!event.dataTransfer) return;
  event.dataTransfer.setData(stepType, path);
  event.dataTransfer.effectAllowed = "move";
}

export function dragColumn(event: DragEvent, name: string): void {
  event.dataTransfer?.setData(columnType, name);
  event.dataTransfer?.setData("text/plain", name);
  if (event.dataTransfer) event.dataTransfer.effectAllowed = "copy";
}

export const droppedStep = ({ dataTransfer }: DragEvent): string => dataTransfer?.getData(stepType) ?? "";
export const droppedColumn = ({ dataTransfer }: DragEvent): string => dataTransfer?.getData(columnType) ?? "";

/** How much of a box, at its ends, means before and after. */
const end = 0.3;

/** Where a step would go that is dropped at this point of a box. */
export function placeAt(event: DragEvent, box: Box): Place {
  const at = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const parent = (event.currentTarget as HTMLElement).parentElement!;
  const parallel = box.slot.role !== "flow" && box.slot.at !== undefined;
  const upright = parallel || getComputedStyle(parent).flexDirection === "column";
  const share = upright ? (event.clientY - at.top) / at.height : (event.clientX - at.left) / at.width;
  if (parallel) {
    if (share < end || share > 1 - end) return "beside";
    if (box.groups.some(({ list }) => list)) return "inside";
    return event.clientX < at.left + at.width / 2 ? "before" : "after";
  }
  if (share < end) return "before";
  if (share > 1 - end) return "after";
  return box.groups.some(({ list }) => list) ? "inside" : "beside";
}
