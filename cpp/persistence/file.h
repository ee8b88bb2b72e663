// The .keepfit file: FORMAT.md says what is in it. Loading is three visible steps: parse, audit, construct.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/estimator.h"
#include "core/value.h"
#include "persistence/proof.h"

namespace keepfit {

/// The format that this engine writes. What raises it stands in FORMAT.md.
inline constexpr int64_t kFormatVersion = 1;

const char* engine_version();

/// A fitted estimator with what is known about it. The card holds `engine`, `input` and `warnings` from the moment of
/// fitting; the rest is the host's.
struct Model {
  std::shared_ptr<Estimator> estimator;
  Value card;
  /// The proof of the file that this was loaded from (None when it had none); nothing for a model that was just fitted.
  std::optional<Value> proof;
  /// The fingerprint of the file that this was loaded from, where an engine wrote it before the declarations were what
  /// they are: saved again the pipeline has another, and the card names this one as `parent`.
  std::string older_fingerprint = {};
};

/// What a file's proof part is to be.
struct ProofRequest {
  enum class What {
    kKeep,  // as in the file that the model came from; made when it came from a fit
    kNone,
    kMake,
  };
  What what = What::kKeep;
  const Table* samples = nullptr;  // held-out rows, for kMake; a few of them will stand in the file
};

/// Fits a clone of the recipe's estimator and begins its card: engine version, a summary of the input columns and what
/// the fit warned of.
Model fit_model(std::shared_ptr<Estimator> estimator, const Table& X, const Column* y, const Context& context = {},
                const Vector* sample_weight = nullptr);

/// One part of a file, in bytes from its start.
struct Section {
  size_t offset = 0;
  size_t size = 0;
};

struct Sections {
  Section card, pipeline, proof, digest;
};

struct Dump {
  std::vector<uint8_t> bytes;
  Sections sections;
};

/// Puts the parts together and adds the digest.
Dump write_file(const Value& card, const Value& pipeline, const Value& proof = {}, int64_t format = kFormatVersion);

/// The canonical file. `card` overrides entries of the model's own card, but not `engine.fitted_with`, `input` and
/// `warnings`. What came from a file of an older engine is written as this one writes it. Throws Error "not_fitted" and
/// "bad_card" (an unknown entry or one of a wrong type).
Dump dump(const Model& model, const Value& card = {}, const ProofRequest& proof = {});

/// A file's parts as plain values; digest checked, limits kept, canonical form not yet. Views into `bytes`.
struct Parsed {
  int64_t format = 0;
  Value card, pipeline, proof;
  Sections sections;
};
/// Throws Error "empty_file", "not_keepfit", "newer_format", "truncated", "trailing_bytes", "damaged", "malformed" or
/// "limit".
Parsed parse_file(const uint8_t* bytes, size_t size);

/// Throws what parse_file throws, Error "audit_..." for content that does not fit the declarations, "newer_engine"
/// where it is in a file that a newer engine saved, and "proof_failed" when a proof row gives another result than it
/// did where the file was saved. With `result` a failed proof is reported there instead.
Model load(const uint8_t* bytes, size_t size, ProofResult* result = nullptr);

}  // namespace keepfit
