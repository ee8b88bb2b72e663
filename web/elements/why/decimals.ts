// Numbers that are written with so many decimals, and still add up as they are written.

/** So many decimals that the largest of the numbers has about `digits` of them that count. */
export function decimalsFor(values: readonly number[], digits = 4): number {
  const largest = Math.max(0, ...values.map(Math.abs));
  if (largest === 0 || !Number.isFinite(largest)) return 0;
  return Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(largest))));
}

/**
 * Each number rounded up or down to these decimals, and the nearest total, so that what is written adds up to it: each
 * is less than a unit of the last decimal away from what it is. Those are turned from their nearest that lose least.
 */
export function summing(parts: readonly number[], total: number, decimals: number): number[] {
  const unit = 10 ** decimals;
  const exact = parts.map((part) => part * unit);
  const units = exact.map(Math.round);
  let over = units.reduce((sum, one) => sum + one, 0) - Math.round(total * unit);
  const step = Math.sign(over);
  // By how much each was rounded that way: the more, the less is lost by turning it back.
  const order = exact.map((_, i) => i).sort((a, b) => step * (units[b]! - exact[b]! - (units[a]! - exact[a]!)));
  for (const i of order) {
    if (over === 0) break;
    units[i]! -= step;
    over -= step;
  }
  return units.map((one) => one / unit);
}

/** No negative nothing. */
export function fixed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return `${value < 0 && Number(text) !== 0 ? "-" : ""}${text}`;
}
