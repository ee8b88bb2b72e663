// Where a slider of a hyperparameter goes, from its constraint and its default alone.
import type { ParamSchema } from "../../lib/index.js";
import type { Interval } from "./recipe.js";

/** What a slider goes through, in so many places. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** By factors rather than by steps. */
  readonly log: boolean;
  readonly whole: boolean;
  /** 0 stands before the lowest. */
  readonly zero: boolean;
}

export const places = 200;

/** Seeds are as good as any other. */
const isSeed = ({ high }: Interval): boolean => high === 2 ** 32 - 1;

const limit = (value: number | null, none: number): number => (value === null ? none : value);

/** @param fallback What it would be where the default is no number. */
export function scaleOf(param: ParamSchema, interval: Interval): Scale | undefined {
  const low = limit(interval.low, -Infinity);
  const high = limit(interval.high, Infinity);
  if (isSeed(interval) || low === -Infinity) return undefined;
  const usual = typeof param.default === "number" ? param.default : undefined;
  return interval.numeric === "int"
    ? wholeScale(low + (interval.low_closed ? 0 : 1), high, usual)
    : floatScale(low, high, interval, usual);
}

function wholeScale(low: number, high: number, usual: number | undefined): Scale {
  const middle = usual !== undefined && usual > low ? usual : low + 9;
  if (middle < 50)
    return { low, high: Math.min(high, Math.max(low + 19, middle * 5)), log: false, whole: true, zero: false };
  const least = Math.max(low, 1, Math.round(middle / 100));
  return { low: least, high: Math.min(high, middle * 10), log: true, whole: true, zero: low <= 0 && least > low };
}

function floatScale(low: number, high: number, { low_closed, high_closed }: Interval, usual?: number): Scale {
  const shared = { whole: false, log: false, zero: false };
  if (high < Infinity) {
    const step = (high - low) / 100;
    return { ...shared, low: low_closed ? low : low + step, high: high_closed ? high : high - step };
  }
  if (low !== 0) return { ...shared, low, high: Math.max(low + 10, (usual ?? low) * 5) };
  const middle = usual !== undefined && usual > 0 && usual < Infinity ? usual : 0.01;
  return { whole: false, log: true, zero: low_closed, low: middle / 1000, high: middle * 1000 };
}

/** Where a value stands, from 0 to `places`. */
export function placeIn(value: number, { low, high, log, zero }: Scale): number {
  if (!(value > low)) return zero && value > 0 ? 1 : 0;
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const first = zero ? 1 : 0;
  return Math.min(places, first + Math.round(share * (places - first)));
}

/** What stands at a place: two digits are enough. */
export function valueIn(place: number, { low, high, log, whole, zero }: Scale): number {
  const first = zero ? 1 : 0;
  if (zero && place === 0) return 0;
  const share = (place - first) / (places - first);
  const exact = log ? low * (high / low) ** share : low + share * (high - low);
  if (whole) return Math.round(exact);
  const decimals = Math.max(0, Math.ceil(-Math.log10((high - low) / 100)));
  return Math.min(high, Math.max(low, Number(log ? exact.toPrecision(2) : exact.toFixed(decimals))));
}
