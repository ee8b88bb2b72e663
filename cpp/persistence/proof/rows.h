// Which rows a proof has: of the whole pipeline, and of its steps by themselves.
#pragma once

#include <string>
#include <vector>

#include "core/estimator.h"
#include "core/table.h"
#include "core/value.h"

namespace keepfit::proof {

/// Rows, and why each is there.
struct ChosenRows {
  Table X;
  std::vector<std::string> rules;
};

/// `samples` may be null; the rules are those of make_proof, but for critical values.
ChosenRows choose_rows(const Estimator& model, const Value& input, const Table* samples);

/// One step by itself: rows in the step's own input space around the values where its output jumps.
struct Probe {
  std::string step;
  ChosenRows rows;
};

/// rows: what the model answers.
std::vector<Probe> choose_probes(const Estimator& model, const Table& rows);

}  // namespace keepfit::proof
