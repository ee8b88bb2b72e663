// The artefact card: what a file says about its model to people and programs. It stands outside the fingerprint.
#pragma once

#include "core/table.h"
#include "core/value.h"

namespace keepfit {

/// One entry per column: {name, kind, missing, and min, max, median or categories, most_frequent}.
Value summarise_input(const Table& X, const std::vector<std::string>& names);

/// Where X leaves what the model saw in fit: [{column, kind: "range" | "category" | "missing", count, row, value,
/// seen}], one entry per column and kind; `row` is the first such row, `seen` says what fit saw. `input` is the card's;
/// columns are matched by name, or by position.
Value input_warnings(const Value& input, const Table& X, const std::vector<char>& used = {});

/// The entries of `overlay` replace those of `base`; the result is in the canonical order of FORMAT.md.
/// Throws Error "bad_card" for an entry that no card has or of a wrong type.
Value merge_cards(const Value& base, const Value& overlay);

/// Throws Error "audit_card" unless the card is what merge_cards makes: known entries, in order, of the right types.
void audit_card(const Value& card);

}  // namespace keepfit
