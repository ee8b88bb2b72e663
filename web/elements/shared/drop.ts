/** Makes a region take dropped files; the region is marked while a file is held over it. */
export function acceptDrops(onFile: (file: File) => void) {
  const mark = (event: DragEvent, over: boolean) =>
    (event.currentTarget as HTMLElement).toggleAttribute("data-over", over);
  return {
    over: (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      mark(event, true);
    },
    leave: (event: DragEvent) => mark(event, false),
    drop: (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      mark(event, false);
      const file = event.dataTransfer?.files[0];
      if (file) onFile(file);
    },
  };
}
