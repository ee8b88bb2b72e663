#include "persistence/file.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "core/node.h"
#include "core/table.h"
#include "core/warnings.h"
#include "persistence/card.h"
#include "persistence/codec.h"
#include "persistence/limits.h"
#include "persistence/migrate/migrate.h"
#include "persistence/migrate/upgrade.h"
#include "persistence/sha256.h"
#include "persistence/write.h"

namespace keepfit {

using layout::kDigestSize;
using layout::kMagic;
using layout::kTail;
using layout::kTailSize;

namespace {

void expect_key(const uint8_t* bytes, size_t size, size_t& offset, const char* key) {
  if (!decode_at(bytes, size, offset).is(key)) {
    throw Error("malformed", "file", std::string("The file lacks its part '") + key + "' or has it in a wrong place.",
                "Nothing was loaded.");
  }
}

Value read_entry(const uint8_t* bytes, size_t size, size_t& offset, const char* key, Section& section) {
  expect_key(bytes, size, offset, key);
  section.offset = offset;
  Value value = decode_at(bytes, size, offset);
  section.size = offset - section.offset;
  return value;
}

/// The file does not end in a digest. Its parts tell whether something is missing or something was added.
[[noreturn]] void refuse_tail(const uint8_t* bytes, size_t size) {
  size_t offset = sizeof kMagic;
  try {
    Section unused;
    decode_at(bytes, size, offset);
    for (const char* key : {"card", "pipeline", "proof", "digest"}) read_entry(bytes, size, offset, key, unused);
  } catch (const Error&) {
    throw Error("truncated", "file",
                "The file ends before its digest: it is cut off after " + counted(size, "byte") + " or damaged.",
                "Download or copy it again; nothing was loaded.");
  }
  throw Error("trailing_bytes", "file",
              "The file goes on after the end of the model, for " + counted(size - offset, "byte") + ".",
              "The file was changed after it was saved; get it again from its source. Nothing was loaded.");
}

}  // namespace

Model fit_model(std::shared_ptr<Estimator> estimator, const Table& X, const Column* y, const Context& context,
                const Vector* sample_weight) {
  Warnings said;
  try {
    estimator->fit(X, y, context, sample_weight);
  } catch (...) {
    said.pass_on();
    throw;
  }
  said.pass_on();
  Value::Map engine{{"fitted_with", engine_version()}, {"saved_with", engine_version()}};
  Value::Map card{{"engine", std::move(engine)}, {"input", summarise_input(X, estimator->input_names())}};
  if (!said.all.empty()) card.emplace_back("warnings", said.value());
  return {std::move(estimator), std::move(card), std::nullopt, {}};
}

Dump dump(const Model& model, const Value& card, const ProofRequest& proof) {
  if (!model.estimator->fitted()) {
    throw Error("not_fitted", model.estimator->declaration().name,
                "The model is not fitted, so there is nothing to keep.", "Fit it first.");
  }
  Value::Map given;
  if (const auto* entries = card.get_if<Value::Map>()) given = *entries;
  else if (!card.is_null()) merge_cards({}, card);  // throws with the right words
  for (auto it = given.begin(); it != given.end();)
    it = it->first == "engine" || it->first == "input" || it->first == "warnings" ? given.erase(it) : it + 1;
  const Value* engine = model.card.find("engine");
  const Value* fitted_with = engine ? engine->find("fitted_with") : nullptr;
  given.emplace_back("engine", Value::Map{{"fitted_with", fitted_with ? *fitted_with : Value(engine_version())},
                                          {"saved_with", engine_version()}});
  if (!model.older_fingerprint.empty() && !card.find("parent")) given.emplace_back("parent", model.older_fingerprint);

  const Value merged = merge_cards(model.card, given);
  const bool make =
      proof.what == ProofRequest::What::kMake || (proof.what == ProofRequest::What::kKeep && !model.proof);
  const Value rows = make ? make_proof(*model.estimator, merged.at("input"), proof.samples)
                     : proof.what == ProofRequest::What::kKeep ? *model.proof
                                                               : Value();
  return write_file(merged, to_node(*model.estimator), rows);
}

Parsed parse_file(const uint8_t* bytes, size_t size) {
  if (size == 0) throw Error("empty_file", "file", "The file is empty.", "Choose a .keepfit file.");
  const size_t head = std::min(size, sizeof kMagic);
  if (std::memcmp(bytes, kMagic, head) != 0) {
    throw Error("not_keepfit", "file", "This is not a Keepfit model: its first bytes are not those of a .keepfit file.",
                "Choose a file that was saved by Keepfit (NAME.keepfit). Other formats are never tried.");
  }
  if (size < sizeof kMagic + 1 + kTailSize) {
    throw Error("truncated", "file", "The file is cut off after " + counted(size, "byte") + ".",
                "Download or copy it again; nothing was loaded.");
  }
  const uint8_t* tail = bytes + size - kTailSize;
  const bool whole = std::memcmp(tail, kTail, sizeof kTail) == 0;
  if (whole) {
    uint8_t sum[kDigestSize];
    layout::digest(bytes, size - kDigestSize, sum);
    if (std::memcmp(sum, bytes + size - kDigestSize, kDigestSize) != 0) {
      throw Error(
          "damaged", "file",
          "The file's digest does not agree with its content: at least one byte has changed since it was saved.",
          "Download or copy it again; nothing was loaded.");
    }
  }
  Parsed out;
  size_t offset = sizeof kMagic;
  const Value version = decode_at(bytes, size, offset);
  const auto* number = version.get_if<int64_t>();
  if (!number || *number < 1)
    throw Error("malformed", "file", "The file's format version is " + version.repr() + ".", "Nothing was loaded.");
  out.format = *number;
  if (out.format > kFormatVersion) {
    throw Error("newer_format", "file",
                "The file has format version " + std::to_string(out.format) + ", but this engine (" + engine_version() +
                    ") reads versions up to " + std::to_string(kFormatVersion) + ".",
                "Open it with a newer Keepfit; nothing was loaded.");
  }
  if (!whole) refuse_tail(bytes, size);
  Sections& s = out.sections;
  out.card = read_entry(bytes, size, offset, "card", s.card);
  out.pipeline = read_entry(bytes, size, offset, "pipeline", s.pipeline);
  out.proof = read_entry(bytes, size, offset, "proof", s.proof);
  read_entry(bytes, size, offset, "digest", s.digest);
  if (offset != size)
    throw Error("trailing_bytes", "file", "Bytes follow the end of the model.", "Nothing was loaded.");
  return out;
}

namespace {

/// What the audit says of a file that a newer engine saved: it holds something that this one does not know.
void tell_of_newer_engine(Error& e, const Value& card) {
  const Value* engine = card.find("engine");
  const Value* saved_with = engine ? engine->find("saved_with") : nullptr;
  const auto* version = saved_with ? saved_with->get_if<std::string>() : nullptr;
  if (!version || !migrate::newer_version(*version, engine_version())) return;
  e.message +=
      " The file was saved by a newer Keepfit (" + shown(*version, 20) + "; this is " + engine_version() + ").";
  e.hint = "Open it with Keepfit " + shown(*version, 20) + " or newer; nothing was loaded.";
  e.code = "newer_engine";
}

/// The model of a parsed file, audited, its proof rows not yet run.
Model construct(const uint8_t* bytes, size_t size, const Parsed& parsed) {
  audit_card(parsed.card);
  const Value* pipeline = &parsed.pipeline;
  Value migrated;
  for (const migrate::Reader& reader : migrate::readers()) {
    if (reader.from < parsed.format) continue;
    migrated = reader.pipeline(*pipeline);
    pipeline = &migrated;
  }
  const std::optional<migrate::Upgraded> upgraded = migrate::upgraded(*pipeline);
  if (upgraded) pipeline = &upgraded->pipeline;
  const bool older = pipeline != &parsed.pipeline;

  const size_t most_columns = std::max(limits::kColumns, size);
  audit_node(*pipeline, most_columns);
  Model model{from_node(*pipeline, most_columns), parsed.card, Value(), {}};
  if (!model.estimator->fitted())
    throw Error("audit_names", "pipeline", "The file holds a model that is not fitted.", "Nothing was loaded.");
  if (const Value* input = parsed.card.find("input");
      input && static_cast<int64_t>(input->list().size()) != model.estimator->n_features_in()) {
    throw Error("audit_card", "input",
                "The card describes " + std::to_string(input->list().size()) + " input columns, but the model takes " +
                    std::to_string(model.estimator->n_features_in()) + ".",
                "Nothing was loaded.");
  }
  // One model has one file: whatever else says the same (longer integers, other NaNs, reordered keys) was not written
  // by Keepfit.
  const auto written = [&](const Section& section, const Value& value) {
    const std::vector<uint8_t> again = encode(value);
    return again.size() == section.size && std::memcmp(again.data(), bytes + section.offset, section.size) == 0;
  };
  const Sections& s = parsed.sections;
  const Value now = to_node(*model.estimator);
  const bool canonical =
      older ? written(s.pipeline, parsed.pipeline) && encode(*pipeline) == encode(now) : written(s.pipeline, now);
  if (!canonical || !written(s.card, parsed.card) || !written(s.proof, parsed.proof)) {
    throw Error("not_canonical", "file",
                "The file means a valid model, but is not written in the one way in which Keepfit writes it.",
                "It was made or changed by another program; nothing was loaded.");
  }
  if (older) model.older_fingerprint = sha256(bytes + s.pipeline.offset, s.pipeline.size);
  if (!parsed.proof.is_null()) {
    // A copy of the bytes, since the parsed proof is a view of the file.
    auto kept =
        std::make_shared<const std::vector<uint8_t>>(bytes + s.proof.offset, bytes + s.proof.offset + s.proof.size);
    model.proof = decode(kept->data(), kept->size()).owned_by(kept);
    if (upgraded && !upgraded->moved.empty()) model.proof = migrate::with_moved_steps(*model.proof, upgraded->moved);
  }
  return model;
}

}  // namespace

Model load(const uint8_t* bytes, size_t size, ProofResult* result) {
  const Parsed parsed = parse_file(bytes, size);
  try {
    Model model = construct(bytes, size, parsed);
    if (model.proof->is_null()) return model;
    const ProofResult proved = run_proof(*model.estimator, *model.proof);
    if (result) *result = proved;
    else if (proved.first) {
      throw Error(
          "proof_failed", proved.first->step, to_sentence(*proved.first),
          "This engine computes something else than the one that saved the file; do not rely on its predictions.");
    }
    return model;
  } catch (Error& e) {
    if (e.code != "proof_failed") tell_of_newer_engine(e, parsed.card);
    throw;
  }
}

}  // namespace keepfit
