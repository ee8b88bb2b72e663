#include "persistence/proof.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/node.h"
#include "core/table.h"
#include "core/wire.h"
#include "persistence/codec.h"
#include "persistence/proof/outputs.h"
#include "persistence/proof/rows.h"

namespace keepfit {

namespace {

constexpr Index kMostRows = 1000;  // of one part of a proof that is read; a written one stays far below

Value recorded_value(const std::vector<proof::Recorded>& all) {
  Value::List out;
  for (const proof::Recorded& r : all)
    out.push_back(Value::Map{{"step", r.step}, {"method", r.method}, {"output", r.output}});
  return out;
}

std::vector<std::string> plain_names(const Table& t) {
  std::vector<std::string> names = t.names();
  for (Index j = static_cast<Index>(names.size()); j < t.columns(); ++j) names.push_back("x" + std::to_string(j));
  return names;
}

Value texts(const std::vector<std::string>& all) { return Value::List(all.begin(), all.end()); }

const Estimator* step_of(const Estimator& model, const std::string& path) {
  const Estimator* found = nullptr;
  walk(model, [&](const std::string& at, const Estimator& e) {
    if (at == path) found = &e;
  });
  return found;
}

}  // namespace

Value make_proof(const Estimator& model, const Value& input, const Table* samples) {
  const proof::ChosenRows rows = proof::choose_rows(model, input, samples);
  const Table& all = rows.X;
  std::vector<Index> answered;
  Value::List refused, refused_rules;
  std::vector<Index> refused_rows;
  std::vector<std::string> rules;
  const std::vector<std::string> codes = proof::refusals(model, all);
  for (Index i = 0; i < all.rows(); ++i) {
    const std::string& code = codes[static_cast<size_t>(i)];
    if (code.empty()) {
      answered.push_back(i);
      rules.push_back(rows.rules[static_cast<size_t>(i)]);
    } else {
      refused_rows.push_back(i);
      refused.emplace_back(code);
      refused_rules.emplace_back(rows.rules[static_cast<size_t>(i)]);
    }
  }
  // A prediction that depends on the row's position cannot be replayed row by row, but the batch can.
  const Table X = all.take(answered);
  const Table refused_X = all.take(refused_rows);
  Value::List probes;
  if (X.rows() > 0) {
    for (const proof::Probe& probe : proof::choose_probes(model, X)) {
      probes.push_back(
          Value::Map{{"step", probe.step},
                     {"rules", texts(probe.rows.rules)},
                     {"X", wire::write_table(probe.rows.X, plain_names(probe.rows.X))},
                     {"outputs", recorded_value(proof::record(*step_of(model, probe.step), probe.rows.X))}});
    }
  }
  return Value::Map{{"rules", texts(rules)},
                    {"X", wire::write_table(X, plain_names(X))},
                    {"outputs", X.rows() > 0 ? recorded_value(proof::record(model, X)) : Value(Value::List{})},
                    {"refused", Value::Map{{"rules", std::move(refused_rules)},
                                           {"X", wire::write_table(refused_X, plain_names(refused_X))},
                                           {"codes", std::move(refused)}}},
                    {"probes", std::move(probes)}};
}

namespace {

void expect_keys(const Value& value, std::initializer_list<const char*> keys, const char* what) {
  const Value::Map& entries = value.map(what);
  bool same = entries.size() == keys.size();
  size_t i = 0;
  for (const char* key : keys) same = same && entries[i++].first == key;
  if (!same)
    throw Error("audit_proof", what,
                std::string("The part ") + what + " of the proof does not hold exactly its entries in order.");
}

/// Compares recorded outputs with what `model` makes of X now.
void replay(const Estimator& model, const std::string& at, const Table& X, const Value& outputs, const Value& rules,
            ProofResult& result) {
  const Value::List& expected = outputs.list("outputs");
  const Value::List& reasons = rules.list("rules");
  if (X.rows() > kMostRows)
    throw Error("audit_proof", "X", "The proof has more than " + counted(kMostRows, "row") + ".");
  if (static_cast<Index>(reasons.size()) != X.rows())
    throw Error("audit_proof", "rules", "The proof does not hold one rule per row.");
  result.rows += X.rows();
  const auto fail = [&](ProofDifference d) {
    d.rule = d.row < static_cast<int64_t>(reasons.size()) ? reasons[static_cast<size_t>(d.row)].text() : "";
    if (!at.empty()) d.step = d.step.empty() ? at : at + "__" + d.step;
    result.first = std::move(d);
  };
  std::vector<proof::Recorded> now;
  try {
    if (X.rows() > 0) now = proof::record(model, X);
  } catch (const Error& e) {
    ProofDifference d;
    d.method = "refusal";
    d.expected = "an answer";
    d.got = "an error '" + e.code + "'";
    return fail(std::move(d));
  }
  for (size_t i = 0; i < std::max(expected.size(), now.size()); ++i) {
    ProofDifference d;
    if (i >= expected.size() || i >= now.size() || !expected[i].at("step").is(now[i].step) ||
        !expected[i].at("method").is(now[i].method)) {
      d.step = i < expected.size() ? expected[i].at("step").text() : now[i].step;
      d.method = i < expected.size() ? expected[i].at("method").text() : now[i].method;
      d.expected = i < expected.size() ? "an output" : "no output";
      d.got = i < now.size() ? "the output of step '" + now[i].step + "'" : "none";
      return fail(std::move(d));
    }
    expect_keys(expected[i], {"step", "method", "output"}, "outputs");
    const Value& output = expected[i].at("output");
    ++result.steps;
    result.bytes += static_cast<int64_t>(encoded_size(output));
    if (auto found = proof::compare(output, now[i].output)) {
      found->step = now[i].step;
      found->method = now[i].method;
      return fail(std::move(*found));
    }
  }
}

/// Whether the model refuses the rows that it refused.
void replay_refused(const Estimator& model, const Value& refused, ProofResult& result) {
  expect_keys(refused, {"rules", "X", "codes"}, "refused");
  const Table refused_X = wire::read_table(refused.at("X"));
  const Value::List& codes = refused.at("codes").list("codes");
  const Value::List& rules = refused.at("rules").list("rules");
  if (static_cast<Index>(codes.size()) != refused_X.rows() || rules.size() != codes.size())
    throw Error("audit_proof", "refused", "The proof does not hold one code per refused row.");
  if (refused_X.rows() > kMostRows)
    throw Error("audit_proof", "refused", "The proof has more than " + std::to_string(kMostRows) + " refused rows.");
  const std::vector<std::string> found = proof::refusals(model, refused_X);
  for (Index i = 0; i < refused_X.rows(); ++i) {
    ++result.rows;
    const std::string& got = found[static_cast<size_t>(i)];
    const std::string& expected = codes[static_cast<size_t>(i)].text("codes");
    if (got == expected) continue;
    ProofDifference d;
    d.method = "refusal";
    d.row = i;
    d.rule = rules[static_cast<size_t>(i)].text();
    d.expected = "an error '" + expected + "'";
    d.got = got.empty() ? "an answer" : "an error '" + got + "'";
    result.first = std::move(d);
    return;
  }
}

void replay_probes(const Estimator& model, const Value& probes, ProofResult& result) {
  std::unordered_map<std::string, const Estimator*> steps;
  walk(model, [&](const std::string& path, const Estimator& e) { steps.emplace(path, &e); });
  for (const Value& probe : probes.list("probes")) {
    expect_keys(probe, {"step", "rules", "X", "outputs"}, "probes");
    const auto found = steps.find(probe.at("step").text("step"));
    if (found == steps.end())
      throw Error("audit_proof", "probes", "The proof probes a step that the model does not have, or one step twice.");
    const Estimator* step = found->second;
    steps.erase(found);
    Table probe_X = wire::read_table(probe.at("X"));
    probe_X.set_names({});
    replay(*step, probe.at("step").text(), probe_X, probe.at("outputs"), probe.at("rules"), result);
    if (result.first) return;
  }
}

}  // namespace

ProofResult run_proof(const Estimator& model, const Value& proof) {
  ProofResult result;
  try {
    expect_keys(proof, {"rules", "X", "outputs", "refused", "probes"}, "proof");
    const Table X = wire::read_table(proof.at("X"));
    const auto names = model.input_names();
    if (X.names() != names) throw Error("audit_proof", "X", "The proof's columns are not the model's.");
    replay(model, "", X, proof.at("outputs"), proof.at("rules"), result);
    if (!result.first) replay_refused(model, proof.at("refused"), result);
    if (!result.first) replay_probes(model, proof.at("probes"), result);
  } catch (const Error& e) {
    throw Error("audit_proof", e.where, "The proof rows cannot be replayed: " + e.message,
                "The file was made or changed by another program; nothing was loaded.");
  }
  return result;
}

Value to_value(const ProofResult& result) {
  Value::Map out{
      {"identical", result.identical()}, {"rows", result.rows}, {"steps", result.steps}, {"bytes", result.bytes}};
  if (result.first) {
    const ProofDifference& d = *result.first;
    out.emplace_back("first", Value::Map{{"step", d.step},
                                         {"method", d.method},
                                         {"row", d.row},
                                         {"rule", d.rule},
                                         {"output", d.output},
                                         {"expected", d.expected},
                                         {"got", d.got},
                                         {"ulps", d.ulps ? Value(static_cast<double>(*d.ulps)) : Value()},
                                         {"message", to_sentence(d)}});
  }
  return out;
}

std::string to_sentence(const ProofDifference& d) {
  const std::string step = d.step.empty() ? "the whole pipeline" : "step '" + d.step + "'";
  std::string text = "Proof " + row_text(d.row) + (d.rule.empty() ? "" : " (" + d.rule + ")") + ": " + d.method +
                     " of " + step + " gave " + d.got;
  if (!d.output.empty()) text += " in output " + d.output;
  text += " instead of " + d.expected;
  if (d.ulps) text += ", " + std::to_string(*d.ulps) + (*d.ulps == 1 ? " ulp" : " ulps") + " away";
  return text + ".";
}

}  // namespace keepfit
