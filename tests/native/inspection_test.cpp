// Permutation importance and partial dependence against scikit-learn (tests/golden/cases), and what they refuse.
#include <gtest/gtest.h>

#include <cmath>

#include "core/node.h"
#include "core/table.h"
#include "inspection/partial_dependence.h"
#include "inspection/permutation_importance.h"
#include "support/fixtures.h"

namespace keepfit::test {
namespace {

struct Case {
  const Json& json;
  std::shared_ptr<Estimator> model;
  Table X;
  Column y;

  explicit Case(const Json& c) : json(c) {
    const Data data = read_data(c.at("data"));
    const std::vector<Index> train = to_rows(c.at("train")), test = to_rows(c.at("test"));
    model = from_recipe(to_value(c.at("options").at("recipe")));
    const Column y_train = take(data.y, train);
    model->fit(data.X.take(train), &y_train);
    X = data.X.take(test);
    y = take(data.y, test);
  }

  void close(const Json& wanted, double got) const {
    const Json& t = json.at("tolerance");
    const double w = to_double(wanted);
    EXPECT_TRUE((std::isnan(w) && std::isnan(got)) || got == w ||
                std::fabs(got - w) <= t.value("atol", 0.0) + t.value("rtol", 0.0) * std::fabs(w))
        << got << " " << w;
  }
};

void flatten(const Json& values, std::vector<Json>& out) {
  if (!values.is_array()) out.push_back(values);
  else
    for (const Json& value : values) flatten(value, out);
}

TEST(PermutationImportance, AgreesWithScikitLearn) {
  size_t seen = 0;
  const Json fixture = read_json("tests/golden/fixtures/permutation_importance.json");
  for (const Json& c : fixture.at("cases")) {
    SCOPED_TRACE(c.at("name").get<std::string>());
    const Case given(c);
    const Json& options = c.at("options");
    PermutationRequest wanted;
    if (options.contains("scoring")) {
      if (options.at("scoring").is_string()) wanted.scoring = {options.at("scoring")};
      else wanted.scoring = options.at("scoring").get<std::vector<std::string>>();
    }
    wanted.n_repeats = options.value("n_repeats", 5);
    wanted.random_state = to_value(options.at("random_state"));
    if (options.contains("max_samples")) wanted.max_samples = to_value(options.at("max_samples"));
    const auto found = permutation_importance(*given.model, given.X, given.y, wanted);
    // One column alone gives what it gives among all.
    wanted.columns = {given.X.columns() - 1};
    const auto alone = permutation_importance(*given.model, given.X, given.y, wanted);
    size_t k = 0;
    for (const auto& [name, importances] : c.at("expect").at("importances").items()) {
      ASSERT_EQ(static_cast<size_t>(found.importances[k].rows()), importances.size());
      for (Index j = 0; j < found.importances[k].rows(); ++j) {
        const auto column = static_cast<size_t>(j);
        for (Index r = 0; r < found.importances[k].cols(); ++r)
          given.close(importances[column][static_cast<size_t>(r)], found.importances[k](j, r));
        given.close(c.at("expect").at("mean").at(name)[column], found.mean[k][j]);
        given.close(c.at("expect").at("std").at(name)[column], found.std[k][j]);
        ++seen;
      }
      EXPECT_EQ(alone.importances[k].row(0), found.importances[k].row(given.X.columns() - 1));
      ++k;
    }
  }
  EXPECT_GT(seen, 100u);
}

TEST(PartialDependence, AgreesWithScikitLearn) {
  size_t refused = 0, answers = 0;
  const Json fixture = read_json("tests/golden/fixtures/partial_dependence.json");
  for (const Json& c : fixture.at("cases")) {
    SCOPED_TRACE(c.at("name").get<std::string>());
    const Case given(c);
    const Json &options = c.at("options"), &expect = c.at("expect");
    DependenceRequest wanted;
    wanted.features = to_rows(options.at("features"));
    wanted.grid_resolution = options.value("grid_resolution", 100);
    if (options.contains("percentiles")) {
      wanted.lowest = options.at("percentiles")[0];
      wanted.highest = options.at("percentiles")[1];
    }
    if (options.contains("categorical_features")) wanted.categorical = to_rows(options.at("categorical_features"));
    wanted.average = expect.contains("average");
    wanted.individual = expect.contains("individual");
    if (expect.contains("error")) {
      EXPECT_THROW(partial_dependence(*given.model, given.X, wanted), Error);
      ++refused;
      continue;
    }
    const auto found = partial_dependence(*given.model, given.X, wanted);
    for (size_t axis = 0; axis < found.grid.size(); ++axis) {
      const Json& points = expect.at("grid_values")[axis];
      ASSERT_EQ(static_cast<size_t>(found.grid[axis].rows()), points.size());
      for (size_t p = 0; p < points.size(); ++p) {
        const Column& column = found.grid[axis];
        if (column.is_text)
          EXPECT_EQ(column.text.categories[static_cast<size_t>(column.text.codes[p])], points[p].get<std::string>());
        else
          EXPECT_TRUE(column.numbers[static_cast<Index>(p)] == to_double(points[p]) || points[p].is_null())
              << points[p];
      }
    }
    const auto compare = [&](const char* kind, const std::vector<double>& got) {
      if (!expect.contains(kind)) return;
      std::vector<Json> flat;
      flatten(expect.at(kind), flat);
      ASSERT_EQ(flat.size(), got.size()) << kind;
      for (size_t i = 0; i < got.size(); ++i) given.close(flat[i], got[i]);
      answers += got.size();
    };
    compare("average", found.average);
    compare("individual", found.individual);
  }
  EXPECT_EQ(refused, 1u);
  EXPECT_GT(answers, 800u);
}

template <class Work>
std::string code_of(Work work) {
  try {
    work();
  } catch (const Error& e) {
    EXPECT_EQ(e.message.back(), '.');
    return e.code;
  }
  return "";
}

TEST(Inspection, SaysWhatIsWrong) {
  const Data iris = read_dataset("iris");
  const auto fitted = [&](const char* cls) {
    auto model = from_recipe(Value::Map{{"class", cls}});
    model->fit(iris.X, &iris.y);
    return model;
  };
  const auto tree = fitted("DecisionTreeClassifier");
  const auto permuted = [&](PermutationRequest wanted) {
    return code_of([&] { permutation_importance(*tree, iris.X, iris.y, wanted); });
  };
  EXPECT_EQ(permuted({}), "");
  EXPECT_EQ(permuted({{"r2"}}), "bad_scoring");
  EXPECT_EQ(permuted({{}, 0}), "bad_value");
  EXPECT_EQ(permuted({{}, 5, {}, int64_t{151}}), "bad_value");
  EXPECT_EQ(permuted({{}, 5, {}, 0.001}), "bad_value");
  EXPECT_EQ(permuted({{}, 5, -1}), "bad_split");
  EXPECT_EQ(permuted({{}, 5, {}, 1.0, {4}}), "bad_value");
  const auto depends = [&](const Estimator& model, DependenceRequest wanted) {
    return code_of([&] { partial_dependence(model, iris.X, wanted); });
  };
  EXPECT_EQ(depends(*tree, {{0}}), "");
  EXPECT_EQ(depends(*tree, {{}}), "bad_value");
  EXPECT_EQ(depends(*tree, {{0, 1, 2}}), "bad_value");
  EXPECT_EQ(depends(*tree, {{1, 1}}), "bad_value");
  EXPECT_EQ(depends(*tree, {{4}}), "bad_value");
  EXPECT_EQ(depends(*tree, {{0}, 1}), "bad_value");
  EXPECT_EQ(depends(*tree, {{0}, 100, 0.9, 0.1}), "bad_value");
  EXPECT_EQ(depends(*fitted("LinearSVC"), {{0}}), "bad_value");
  EXPECT_EQ(depends(*fitted("StandardScaler"), {{0}}), "bad_value");
}

TEST(Inspection, ReportsProgressAndStops) {
  const Data iris = read_dataset("iris");
  auto tree = from_recipe(Value::Map{{"class", "DecisionTreeClassifier"}});
  tree->fit(iris.X, &iris.y);
  const Context stop{[](double, double) { return false; }};
  EXPECT_EQ(code_of([&] { permutation_importance(*tree, iris.X, iris.y, {}, stop); }), "cancelled");
  EXPECT_EQ(code_of([&] { partial_dependence(*tree, iris.X, {{0}}, stop); }), "cancelled");
}

}  // namespace
}  // namespace keepfit::test
