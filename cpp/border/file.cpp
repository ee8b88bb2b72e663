// Model files: written, opened, proved, looked into, compared.
#include "persistence/file.h"

#include "border/list.h"
#include "border/request.h"
#include "core/table.h"
#include "core/wire.h"
#include "persistence/card.h"
#include "persistence/diff.h"
#include "persistence/inspect.h"
#include "persistence/migrate/upgrade.h"

namespace keepfit::border {

namespace {

Value section(const Section& s) { return Value::List{static_cast<int64_t>(s.offset), static_cast<int64_t>(s.size)}; }

Value sections(const Sections& s) {
  return Answer()
      .with("card", section(s.card))
      .with("pipeline", section(s.pipeline))
      .with("proof", section(s.proof))
      .with("digest", section(s.digest))
      .value();
}

}  // namespace

/// proof: absent (kept, or made for a model that was just fitted), false (none), true (made from the card's summary of
/// the input) or a table of held-out rows, of which a few will stand in the file.
Value dump_model(const Value& request, const Context&) {
  using What = ProofRequest::What;
  const Value given = optional(request, "proof");
  ProofRequest proof;
  Table samples;
  if (const auto* wanted = given.get_if<bool>()) {
    proof.what = *wanted ? What::kMake : What::kNone;
  } else if (!given.is_null()) {
    samples = wire::read_table(given);
    proof = {What::kMake, &samples};
  }
  Dump file = dump(models().of(request), optional(request, "card"), proof);
  return Answer()
      .with("bytes", Bytes::own(std::move(file.bytes)))
      .with("pipeline", section(file.sections.pipeline))
      .value();
}

/// With report true a failed proof is answered in `proof` instead of being refused.
Value load_model(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  const Value report = optional(request, "report");
  ProofResult proof;
  Model model = load(bytes.data, bytes.size, &proof);
  if (proof.first && (report.is_null() || !report.boolean("report"))) load(bytes.data, bytes.size);  // throws
  Value card = model.card;
  const bool proved = model.proof && !model.proof->is_null();
  return Answer()
      .with("model", models().add(std::move(model)))
      .with("card", std::move(card))
      .with("proof", proved ? to_value(proof) : Value())
      .value();
}

Value diff(const Value& request, const Context&) {
  const Bytes& a = request.at("a").bytes("a");
  const Bytes& b = request.at("b").bytes("b");
  return diff_files(parse_file(a.data, a.size), parse_file(b.data, b.size));
}

Value input_outside(const Value& request, const Context&) {
  const Model& model = models().of(request);
  const Value* input = model.card.find("input");
  Table storage;
  return Answer()
      .with("outside", input ? input_warnings(*input, table_of(request, storage), model.estimator->columns_used())
                             : Value(Value::List{}))
      .value();
}

/// Runs the proof rows of a file and forgets the model.
Value verify(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  ProofResult proof;
  load(bytes.data, bytes.size, &proof);
  return to_value(proof);
}

Value inspect(const Value& request, const Context&) {
  const Bytes& bytes = request.at("bytes").bytes("bytes");
  Parsed parsed = parse_file(bytes.data, bytes.size);
  audit_card(parsed.card);
  const auto upgraded = migrate::upgraded(parsed.pipeline);
  return Answer()
      .with("format", parsed.format)
      .with("card", parsed.card)
      .with("rows", inspect_rows(parsed.pipeline, parsed.card.find("warnings")))
      .with("sections", sections(parsed.sections))
      .with("holds_training_rows", holds_training_rows(upgraded ? upgraded->pipeline : parsed.pipeline))
      .value();
}

}  // namespace keepfit::border
