// What a model makes of rows, step by step, and the first place where that differs from what it made before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/estimator.h"
#include "persistence/proof.h"

namespace keepfit::proof {

struct Recorded {
  std::string step, method;
  Value output;
};

/// Runs everything the model can do on X and notes each step's output once.
std::vector<Recorded> record(const Estimator& model, const Table& X);

/// For each row by itself: "" when the model answers it, else the code of its refusal.
std::vector<std::string> refusals(const Estimator& model, const Table& rows);

/// The first difference of two outputs, without step and method.
std::optional<ProofDifference> compare(const Value& expected, const Value& got);

}  // namespace keepfit::proof
