// Proof rows: what they cover, and that a difference is named at the right place.
#include "persistence/proof.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/node.h"
#include "core/table.h"
#include "core/trace.h"
#include "core/wire.h"
#include "persistence/file.h"
#include "support/fixtures.h"
#include "support/recipes.h"

namespace keepfit::test {
namespace {

using Blob = std::vector<uint8_t>;

Value pipeline(Value::List steps) { return recipe("Pipeline", {{"steps", std::move(steps)}}); }

Model fitted(const Value& r, const Data& data) { return fit_model(from_recipe(r), data.X, &data.y); }

Value penguin_recipe(const char* unknown) {
  const Value numbers =
      pipeline({Value::List{"fill", recipe("SimpleImputer")}, Value::List{"scale", recipe("StandardScaler")}});
  const Value texts = pipeline({Value::List{"fill", recipe("SimpleImputer", {{"strategy", "most_frequent"}})},
                                Value::List{"encode", recipe("OneHotEncoder", {{"handle_unknown", unknown}})}});
  const Value columns =
      recipe("ColumnTransformer",
             {{"transformers", Value::List{Value::List{"num", numbers, Value::List{"bill_length_mm", "body_mass_g"}},
                                           Value::List{"cat", texts, Value::List{"island", "sex"}}}}});
  return pipeline({Value::List{"columns", columns}, Value::List{"model", recipe("LogisticRegression")}});
}

std::set<std::string> texts(const Value& list) {
  std::set<std::string> out;
  for (const Value& v : list.list()) out.insert(v.text());
  return out;
}

Value proof_of(const Model& model, const ProofRequest& request = {}) {
  static Blob bytes;  // the parsed proof is a view
  bytes = dump(model, {}, request).bytes;
  return parse_file(bytes.data(), bytes.size()).proof;
}

Value& entry(Value& map, const char* key) {
  for (auto& [name, value] : *map.get_if<Value::Map>()) {
    if (name == key) return value;
  }
  throw std::runtime_error(std::string("no entry ") + key);
}

TEST(Proof, ChoosesRowsByRule) {
  const Data data = read_dataset("penguins");
  const Model model = fitted(penguin_recipe("ignore"), data);
  const Value proof = proof_of(model, {ProofRequest::What::kMake, &data.X});
  const auto rules = texts(proof.at("rules"));
  for (const char* rule : {"ordinary", "typical", "missing: bill_length_mm", "missing: island",
                           "unseen category: island", "unseen category: sex", "min: body_mass_g", "max: body_mass_g"}) {
    EXPECT_TRUE(rules.count(rule)) << rule;
  }
  EXPECT_TRUE(proof.at("refused").at("codes").list().empty());
}

TEST(Proof, HoldsNoTrainingRowsUnlessRowsWereGiven) {
  const Data data = read_dataset("penguins");
  const auto rules = texts(proof_of(fitted(penguin_recipe("ignore"), data)).at("rules"));
  EXPECT_FALSE(rules.count("ordinary"));
  EXPECT_TRUE(rules.count("typical"));
}

TEST(Proof, RemembersWhatIsRefused) {
  const Data data = read_dataset("penguins");
  const Value proof = proof_of(fitted(penguin_recipe("error"), data));
  const auto refused = texts(proof.at("refused").at("rules"));
  EXPECT_TRUE(refused.count("unseen category: island"));
  EXPECT_TRUE(texts(proof.at("refused").at("codes")).count("unknown_category"));
}

TEST(Proof, RecordsEveryStep) {
  const Data data = read_dataset("penguins");
  const Value proof = proof_of(fitted(penguin_recipe("ignore"), data));
  std::set<std::string> steps;
  for (const Value& output : proof.at("outputs").list())
    steps.insert(output.at("step").text() + "." + output.at("method").text());
  for (const char* step :
       {"columns__num__fill.transform", "columns__num__scale.transform", "columns__cat__encode.transform",
        "columns.transform", "model.predict", "model.predict_proba", ".predict", ".predict_proba"}) {
    EXPECT_TRUE(steps.count(step)) << step;
  }
}

TEST(Proof, ProbesTreeThresholdsAndOneUlpAround) {
  const Data data = read_dataset("iris");
  const Model model = fitted(pipeline({Value::List{"scale", recipe("StandardScaler")},
                                       Value::List{"model", recipe("DecisionTreeClassifier", {{"max_depth", 2}})}}),
                             data);
  const Value proof = proof_of(model);
  const Value::List& probes = proof.at("probes").list();
  ASSERT_EQ(probes.size(), 1u);
  EXPECT_EQ(probes[0].at("step").text(), "model");
  const Table X = wire::read_table(probes[0].at("X"));
  double threshold = 0;
  Index column = 0;
  walk(*model.estimator, [&](const std::string& path, const Estimator& e) {
    if (path == "model") std::tie(column, threshold) = e.critical_values().at(0);
  });
  std::set<double> tried;
  for (double v : X.numeric(column)) tried.insert(v);
  EXPECT_TRUE(tried.count(threshold));
  EXPECT_TRUE(tried.count(std::nextafter(threshold, kInf)));
  EXPECT_TRUE(tried.count(std::nextafter(threshold, -kInf)));
}

TEST(Proof, PassesInSilenceAndCounts) {
  const Data data = read_dataset("penguins");
  const Blob bytes = dump(fitted(penguin_recipe("ignore"), data)).bytes;
  ProofResult result;
  load(bytes.data(), bytes.size(), &result);
  EXPECT_TRUE(result.identical());
  EXPECT_GT(result.rows, 10);
  EXPECT_GE(result.steps, 10);
  EXPECT_GT(result.bytes, 1000);
}

TEST(Proof, CanBeLeftOutAndStaysOut) {
  const Data data = read_dataset("iris");
  const Model model = fitted(recipe("LogisticRegression"), data);
  const Blob without = dump(model, {}, {ProofRequest::What::kNone, nullptr}).bytes;
  EXPECT_LT(without.size(), dump(model).bytes.size());
  const Model again = load(without.data(), without.size());
  EXPECT_EQ(dump(again).bytes, without);
  EXPECT_NE(dump(again, {}, {ProofRequest::What::kMake, nullptr}).bytes, without);
}

TEST(Proof, NamesTheFirstDifference) {
  const Data data = read_dataset("penguins");
  const Model model = fitted(penguin_recipe("ignore"), data);
  Value proof = proof_of(model);
  // One output of the scaler, one ulp off, in the third row.
  Value& outputs = entry(proof, "outputs");
  for (Value& output : *outputs.get_if<Value::List>()) {
    if (!output.at("step").is("columns__num__scale")) continue;
    Value& column = (*(*entry(entry(output, "output"), "columns").get_if<Value::List>())[1].get_if<Value::List>())[1];
    std::vector<double> values = column.array().to_vector<double>();
    values[2] = std::nextafter(values[2], kInf);
    column = Array::own(values);
  }
  const ProofResult result = run_proof(*model.estimator, proof);
  ASSERT_TRUE(result.first);
  EXPECT_EQ(result.first->step, "columns__num__scale");
  EXPECT_EQ(result.first->method, "transform");
  EXPECT_EQ(result.first->row, 2);
  EXPECT_EQ(result.first->output, "1");
  EXPECT_EQ(result.first->rule, proof.at("rules").list()[2].text());
  EXPECT_EQ(result.first->ulps, 1u);

  const Blob file = write_file(model.card, to_node(*model.estimator), proof).bytes;
  try {
    load(file.data(), file.size());
    FAIL() << "a failed proof was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.code, "proof_failed");
    EXPECT_NE(e.message.find("columns__num__scale"), std::string::npos) << e.message;
    EXPECT_NE(e.message.find("1 ulp away"), std::string::npos) << e.message;
  }
}

TEST(Proof, NamesAChangedRefusal) {
  const Data data = read_dataset("penguins");
  const Model model = fitted(penguin_recipe("error"), data);
  Value proof = proof_of(model);
  (*entry(entry(proof, "refused"), "codes").get_if<Value::List>())[0] = "something_else";
  const ProofResult result = run_proof(*model.estimator, proof);
  ASSERT_TRUE(result.first);
  EXPECT_EQ(result.first->method, "refusal");
}

TEST(Proof, RowsAskedTogetherAreRefusedForWhatEachIsRefusedAlone) {
  const Data data = read_dataset("breast_cancer");
  const Model model = fitted(
      pipeline({Value::List{"scale", recipe("StandardScaler")}, Value::List{"model", recipe("LogisticRegression")}}),
      data);
  Value proof = proof_of(model);
  Value& refused = entry(proof, "refused");
  const Table rows = wire::read_table(refused.at("X"));
  ASSERT_EQ(rows.rows(), data.X.columns());
  for (Index i = 0; i < rows.rows(); ++i) {
    std::string code;
    try {
      model.estimator->predict(rows.take({i}));
    } catch (const Error& e) {
      code = e.code;
    }
    EXPECT_EQ(code, refused.at("codes").list()[static_cast<size_t>(i)].text());
  }
  EXPECT_TRUE(run_proof(*model.estimator, proof).identical());
  (*entry(refused, "codes").get_if<Value::List>())[17] = "infinite_values";
  const ProofResult result = run_proof(*model.estimator, proof);
  ASSERT_TRUE(result.first);
  EXPECT_EQ(result.first->row, 17);
  EXPECT_EQ(result.first->got, "an error 'missing_values'");
  EXPECT_EQ(result.first->expected, "an error 'infinite_values'");
}

TEST(Proof, RefusesAMalformedProof) {
  const Data data = read_dataset("iris");
  const Model model = fitted(recipe("LogisticRegression"), data);
  const auto code = [&](const Value& proof) -> std::string {
    const Blob file = write_file(model.card, to_node(*model.estimator), proof).bytes;
    try {
      load(file.data(), file.size());
      return "accepted";
    } catch (const Error& e) {
      return e.code;
    }
  };
  Value proof = proof_of(model);
  EXPECT_EQ(code(proof), "accepted");
  EXPECT_EQ(code(Value(3)), "audit_proof");
  EXPECT_EQ(code(Value::Map{}), "audit_proof");
  Value broken = proof;
  entry(broken, "rules") = Value::List{};
  EXPECT_EQ(code(broken), "audit_proof");
  broken = proof;
  entry(broken, "X") = Value::Map{{"columns", Value::List{}}, {"rows", 0}};
  EXPECT_EQ(code(broken), "audit_proof");
  broken = proof;
  entry(entry(broken, "outputs").get_if<Value::List>()->at(0), "output") = "text";
  EXPECT_EQ(code(broken), "audit_proof");
}

}  // namespace
}  // namespace keepfit::test
