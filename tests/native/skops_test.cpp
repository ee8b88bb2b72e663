// Models as skops writes them. Whether scikit-learn answers as the engine does is asked by npm run exchange; here the
// archive is looked into, and read back by the reader of scikit-learn's files.
#include <gtest/gtest.h>

#include <string>

#include "border/list.h"
#include "core/errors.h"
#include "core/node.h"
#include "core/table.h"
#include "core/wire.h"
#include "interchange/sklearn/read.h"
#include "interchange/sklearn/write.h"
#include "interchange/skops/json.h"
#include "interchange/skops/npy.h"
#include "interchange/skops/zip.h"
#include "persistence/file.h"
#include "persistence/proof/outputs.h"
#include "support/files.h"
#include "support/recipes.h"

namespace keepfit::interchange {
namespace {

using test::Blob;
using test::error_of;
using test::recipe;
using test::Subject;

const Value& schema() {
  static const Value all = border::schema(Value::Map{}, Context());
  return all;
}

Value written(const Model& model, bool proof = false) {
  ProofRequest request;
  request.what = proof ? ProofRequest::What::kMake : ProofRequest::What::kNone;
  const Blob file = dump(model, {}, request).bytes;
  return to_skops(Value::Map{{"bytes", Bytes{file.data(), file.size(), {}}}, {"schema", schema()}});
}

std::string_view archive_of(const Value& answer) {
  const Bytes& bytes = answer.at("bytes").bytes();
  return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

Table numbers() {
  Matrix X(8, 2);
  X << 1, 5, 2, 4, 3, 9, 4, 1, 5, 8, 6, 2, 7, 7, 8, 3;
  return Table::from_columns({Column::of_numbers(X.col(0)), Column::of_numbers(X.col(1))}, {"long", "wide"}, 8);
}

Column kinds() { return Column::of_text({{0, 0, 0, 1, 1, 1, 1, 0}, {"no", "yes"}}); }

/// An attribute of the whole, as schema.json has it.
const Json& attribute(const Json& root, const char* name) {
  const Json* found = root.find("content")->find("content")->find(name);
  if (!found) throw std::runtime_error(std::string("there is no ") + name);
  return *found;
}

TEST(Skops, ATreeHasScikitLearnsAttributes) {
  const Column y = kinds();
  const Value answer =
      written(fit_model(from_recipe(recipe("DecisionTreeClassifier", {{"max_depth", 2}})), numbers(), &y));
  const auto files = stored_files(archive_of(answer));
  const Json root = parse_json(files.at("schema.json"), "schema.json");
  EXPECT_EQ(root.find("__module__")->text, "sklearn.tree._classes");
  EXPECT_EQ(root.find("protocol")->text, "2");
  EXPECT_EQ(attribute(root, "_sklearn_version").find("content")->text, "\"1.9.1\"");
  EXPECT_EQ(attribute(root, "max_depth").find("content")->text, "2");
  EXPECT_EQ(attribute(root, "random_state").find("content")->text, "null");
  const Json& tree = attribute(root, "tree_");
  EXPECT_EQ(tree.find("__loader__")->text, "TreeNode");
  const std::string& nodes = tree.find("content")->find("content")->find("nodes")->find("file")->text;
  const Npy array = parse_npy(files.at(nodes), nodes);
  ASSERT_EQ(array.fields.size(), 9u);
  EXPECT_EQ(array.fields[0].first, "left_child");
  EXPECT_EQ(array.fields[8].second, "|V7");
  EXPECT_EQ(array.bytes.size(), 64u * static_cast<size_t>(array.shape.at(0)));

  const Value& report = answer.at("report");
  ASSERT_EQ(report.at("trusted").list().size(), 1u);
  EXPECT_TRUE(report.at("trusted").list()[0].is("sklearn.tree._tree.Tree"));
  EXPECT_NE(report.at("python").text().find("trusted=[\"sklearn.tree._tree.Tree\"]"), std::string::npos);
  EXPECT_TRUE(answer.at("check").is_null());
}

TEST(Skops, TheScriptHasTheRowsOfTheProof) {
  const Column y = kinds();
  const Value answer = written(fit_model(from_recipe(recipe("LogisticRegression")), numbers(), &y), true);
  const std::string& script = answer.at("check").text();
  for (const char* part : {"NAMED = True", "(\"long\", [", "(\"predict_proba\",", "\"yes\"", "TRUSTED = []"})
    EXPECT_NE(script.find(part), std::string::npos) << part;
}

TEST(Skops, WhatAnswersOtherwiseIsRefusedByName) {
  const Column y = kinds();
  const Value drawn = recipe("DummyClassifier", {{"strategy", "uniform"}});
  const Value steps = Value::List{Value::List{"scale", recipe("StandardScaler")}, Value::List{"model", drawn}};
  const Model model = fit_model(from_recipe(recipe("Pipeline", {{"steps", steps}})), numbers(), &y);
  const Error refusal = error_of([&] { written(model); });
  EXPECT_EQ(refusal.code, "not_exported");
  EXPECT_EQ(refusal.where, "model");
  EXPECT_NE(refusal.message.find("DummyClassifier draws its predictions"), std::string::npos);
  EXPECT_EQ(error_of([] { to_skops(Value::Map{{"bytes", Bytes{}}, {"schema", schema()}}); }).code, "truncated");
}

TEST(Skops, ForestsSayWhereTheirImportancesStand) {
  const Column y = kinds();
  const Value forest = recipe("RandomForestClassifier", {{"n_estimators", 3}, {"random_state", 0}});
  const Value answer = written(fit_model(from_recipe(forest), numbers(), &y));
  ASSERT_EQ(answer.at("report").at("notes").list().size(), 1u);
  EXPECT_NE(answer.at("report").at("notes").list()[0].text().find("importances_"), std::string::npos);
}

class EachEstimator : public testing::TestWithParam<Subject> {};
INSTANTIATE_TEST_SUITE_P(Skops, EachEstimator, testing::ValuesIn(test::plain_subjects()),
                         [](const auto& info) { return info.param.name; });

/// Out and in again: every class, with what it is by default.
TEST_P(EachEstimator, AnswersTheSameWhenItIsReadBack) {
  const Model model = test::fit_subject(GetParam());
  const Value answer = written(model);
  const Value again = written(model);
  EXPECT_EQ(archive_of(answer), archive_of(again));
  const Value read = read_sklearn(archive_of(answer), schema(), "");
  const Bytes& file = read.at("bytes").bytes();
  const Model back = load(file.data, file.size);
  const Table rows = wire::read_table(read.at("samples"));
  const std::vector<std::string> refused = proof::refusals(*model.estimator, rows);
  std::vector<Index> kept;
  for (size_t i = 0; i < refused.size(); ++i)
    if (refused[i].empty()) kept.push_back(static_cast<Index>(i));
  const Table asked = rows.take(kept);
  for (const proof::Recorded& recorded : proof::record(*model.estimator, asked)) {
    if (!recorded.step.empty()) continue;
    bool found = false;
    for (const proof::Recorded& other : proof::record(*back.estimator, asked)) {
      if (!other.step.empty() || other.method != recorded.method) continue;
      found = true;
      const auto difference = proof::compare(recorded.output, other.output);
      EXPECT_FALSE(difference) << recorded.method << ": " << difference->expected << ", " << difference->got;
    }
    EXPECT_TRUE(found) << recorded.method;
  }
}

}  // namespace
}  // namespace keepfit::interchange
