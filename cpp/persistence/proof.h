// Proof rows: inputs chosen to probe a pipeline, with the exact output of every step, stored in the file and replayed
// on every load.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/estimator.h"
#include "core/value.h"

namespace keepfit {

/// Chooses rows by rule and records what the model makes of them. `input` is the card's summary of the input columns;
/// `samples` (may be null) are rows of which a few ordinary ones are taken: give held-out rows, they will stand in the
/// file. The rules: ordinary rows; the typical row (medians and most frequent categories); each column missing; a
/// category never seen in each text column; each end of each number column; each step's critical values (tree
/// thresholds), and one ulp (float64 and float32) to either side.
Value make_proof(const Estimator& model, const Value& input, const Table* samples);

/// The first output that differs from the proof.
struct ProofDifference {
  std::string step;    // names joined with "__"; empty for the whole pipeline
  std::string method;  // "transform", "predict", "predict_proba" or "refusal"
  int64_t row = 0;     // of the proof's rows
  std::string rule;    // why that row is there: "missing: island"
  std::string output;  // which column of the output
  std::string expected, got;
  std::optional<uint64_t> ulps;  // between two finite numbers
};

struct ProofResult {
  int64_t rows = 0;   // rows replayed
  int64_t steps = 0;  // outputs compared, each for all its rows
  int64_t bytes = 0;  // bytes compared
  std::optional<ProofDifference> first;
  bool identical() const { return !first; }
};

/// Replays a proof. Throws Error "audit_proof" when the proof itself is malformed.
ProofResult run_proof(const Estimator& model, const Value& proof);

/// {identical, rows, steps, bytes, first?}, as it crosses the border.
Value to_value(const ProofResult& result);
/// One sentence: which step, row and output, and by how much.
std::string to_sentence(const ProofDifference& difference);

}  // namespace keepfit
