/** "1 row", "2 rows"; `many` where an s alone does not make it. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
