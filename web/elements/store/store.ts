import { rebased, recipeOf } from "../state/changes.js";
import { proposalFor } from "../state/proposal.js";
import { BareStore } from "./bare.js";

export type { Commit, Desk, SaidBefore, SaveChoice, SigningKey, Unread } from "./bare.js";

/** The store of a playground, which proposes recipes for data. */
export class Store extends BareStore {
  constructor() {
    super({ propose: proposalFor, recipeOf, rebased });
  }
}
