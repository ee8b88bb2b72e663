// In place of the library's readers of tables, which the page that holds a model has no use for.
const none = (): never => {
  throw new Error("This page reads no tables.");
};

export class TableReaders {
  open = none;
  read = none;
  close(): void {}
}

export const [loadTable, rereadTable, takeTable] = [none, none, none];
