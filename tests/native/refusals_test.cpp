// What refusals say and whom they blame: the column by its name, the table's row, the step that made a value, the
// parameter that asked.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/table.h"
#include "core/text.h"
#include "core/wire.h"
#include "model_selection/validation.h"
#include "persistence/card.h"
#include "support/fixtures.h"
#include "support/recipes.h"

namespace keepfit::test {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();

Column numbers(std::vector<double> values) {
  return Column::of_numbers(Eigen::Map<Vector>(values.data(), static_cast<Index>(values.size())));
}

Column text(const std::vector<std::string>& values) {  // "" is missing
  TextColumn out;
  for (const std::string& value : values) {
    out.codes.push_back(value.empty() ? -1 : static_cast<int32_t>(out.categories.size()));
    if (!value.empty()) out.categories.push_back(value);
  }
  return Column::of_text(std::move(out));
}

Table table(std::vector<std::pair<std::string, Column>> columns) {
  std::vector<std::string> names;
  std::vector<Column> values;
  for (auto& [name, column] : columns) {
    names.push_back(name);
    values.push_back(std::move(column));
  }
  const Index rows = values[0].rows();
  return Table::from_columns(std::move(values), std::move(names), rows);
}

Value steps(std::vector<std::pair<const char*, Value>> all) {
  Value::List list;
  for (auto& [name, step] : all) list.push_back(Value::List{name, std::move(step)});
  return recipe("Pipeline", {{"steps", std::move(list)}});
}

Value part(const char* name, Value transformer, std::vector<const char*> columns) {
  return Value::List{name, std::move(transformer), Value::List(columns.begin(), columns.end())};
}

Value on(Value::List parts, const char* remainder = "drop") {
  return recipe("ColumnTransformer", {{"transformers", std::move(parts)}, {"remainder", remainder}});
}

const Column kTarget = numbers({0, 1, 0, 1, 0, 1}), kFive = numbers({0, 1, 0, 1, 0});

TEST(Words, NumbersAndArticlesFitTheirNouns) {
  EXPECT_EQ(counted(1, "row"), "1 row");
  EXPECT_EQ(counted(0, "row"), "0 rows");
  EXPECT_EQ(counted(2, "class", "classes"), "2 classes");
  EXPECT_EQ("there " + are_counted(1, "row"), "there is 1 row");
  EXPECT_EQ("there " + are_counted(7, "entry", "entries"), "there are 7 entries");
  for (const char* noun : {"a Ridge", "an ElasticNet", "an SGDClassifier", "a OneHotEncoder", "an OrdinalEncoder",
                           "a PCA", "an RFE", "a KNNImputer", "a LinearSVC", "an AdaBoostClassifier"}) {
    const std::string whole = noun;
    EXPECT_EQ(with_article(whole.substr(whole.find(' ') + 1)), whole);
  }
}

TEST(Words, TextsThatLookTheSameDoSo) {
  const std::pair<const char*, const char*> same[] = {{"Zu\u0308rich", "Z\u00FCrich"},
                                                      {"New York", "New\u00A0York"},
                                                      {"abc", "a\u200Bbc"},
                                                      {"MOCKBA", "\u041C\u041E\u0421\u041A\u0412\u0410"},
                                                      {"A", "\u0391"},
                                                      {"x ", "x"},
                                                      {"\uD55C\uAD6D", "\u1112\u1161\u11AB\u1100\u116E\u11A8"},
                                                      {"\u304C", "\u304B\u3099"},
                                                      {"\u30D1\u30D0", "\u30CF\u309A\u30CF\u3099"},
                                                      {"\uFF21\uFF11", "A1"},
                                                      {"Ha\u0300 N\u00F4\u0323i", "H\u00E0 N\u1ED9i"},
                                                      {"\u0439", "\u0438\u0306"},
                                                      {"\u039F\u03B4\u03CC\u03C2", "\u039F\u03B4\u03BF\u0301\u03C2"},
                                                      {"a-b", "a\u2013b"},
                                                      {"\uFEFFid", "id"}};
  for (const auto& [a, b] : same) {
    EXPECT_EQ(looks_of(a), looks_of(b)) << a << " " << b;
    EXPECT_NE(alike_text(a, b), "") << a;
  }
  const std::pair<const char*, const char*> other[] = {
      {"Zurich", "Bern"}, {"\u65E5\u672C", "\u4E2D\u56FD"},
      {"a", "b"},         {"\u0410\u043D\u043D\u0430", "\u0418\u0432\u0430\u043D"},
      {"A", "a"},         {"\u304B", "\u304D"}};
  for (const auto& [a, b] : other) EXPECT_NE(looks_of(a), looks_of(b)) << a << " " << b;
  EXPECT_EQ(alike_text("same", "same"), "");
  EXPECT_EQ(code_points("Z\u00FC\U0001F600"), "U+005A U+00FC U+1F600");
  EXPECT_EQ(code_points(std::string(50, 'a')).substr(40 * 7 - 1), " ...");
}

TEST(Refusals, NameTheColumnAndTheRow) {
  const Table X = table({{"age", numbers({1, 2, 3, 4, 5, 6})}, {"pay", numbers({1, 2, 3, kInf, 5, 6})}});
  const Error direct = error_of([&] { from_recipe(recipe("LogisticRegression"))->fit(X, &kTarget); });
  EXPECT_EQ(direct.message, "LogisticRegression does not accept infinite values, but column 'pay' has one in row 4.");
  EXPECT_EQ(direct.row, 3);
  EXPECT_EQ(direct.column, "pay");

  // Behind steps, whose tables have no names: at fit and at predict.
  const auto scaled =
      from_recipe(steps({{"prepare", on({part("num", recipe("StandardScaler"), {"age"})}, "passthrough")},
                         {"model", recipe("LogisticRegression")}}));
  const Error fitting = error_of([&] { scaled->fit(X, &kTarget); });
  EXPECT_EQ(fitting.where, "step 'model' > column 'remainder__pay'");
  EXPECT_EQ(fitting.message,
            "LogisticRegression does not accept infinite values, but column 'remainder__pay' has one in row 4.");
  EXPECT_EQ(fitting.row, 3);
  scaled->fit(X.take({0, 1, 2, 4, 5}), &kFive);
  const Error predicting = error_of([&] { scaled->predict(X); });
  EXPECT_EQ(predicting.message, fitting.message);
  EXPECT_EQ(predicting.where, fitting.where);
  EXPECT_EQ(predicting.column, "remainder__pay");

  // Inside a part: the column of the whole table; text refused by a part.
  const Table Y = table({{"age", numbers({1, 2, 3})}, {"name", text({"a", "b", "c"})}});
  const Error inside =
      error_of([&] { from_recipe(on({part("num", recipe("StandardScaler"), {"name", "age"})}))->fit(Y, nullptr); });
  EXPECT_EQ(inside.where, "step 'num' > column 'name'");
  EXPECT_EQ(inside.column, "name");
  // Without names positions are the whole table's.
  Matrix bare = Matrix::Ones(3, 3);
  bare(1, 2) = kInf;
  const Error unnamed = error_of([&] {
    from_recipe(on({Value::List{"num", recipe("StandardScaler"), Value::List{int64_t{2}}}}))->fit(Table(bare), nullptr);
  });
  EXPECT_EQ(unnamed.message, "StandardScaler does not accept infinite values, but column 2 has one in row 2.");
  EXPECT_EQ(unnamed.position, 2);
  EXPECT_EQ(unnamed.column, "");
}

TEST(Refusals, OfAnEnsembleNameTheTablesColumnAndRow) {
  // Members see unnamed columns, drawn ones and drawn rows.
  Matrix m = Matrix::Random(40, 3);
  m(17, 1) = kNone;
  const Table X(m, {"a", "b", "c"});
  std::vector<double> y;
  for (int i = 0; i < 40; ++i) y.push_back(i % 2);
  const Column target = numbers(y);
  for (const char* name : {"BaggingClassifier", "RFE"}) {
    const auto model = from_recipe(recipe(
        name, {{"estimator", steps({{"same", recipe("StandardScaler")}, {"model", recipe("LogisticRegression")}})},
               {std::string(name) == "RFE" ? "n_features_to_select" : "max_features", int64_t{2}}}));
    const Error e = error_of([&] { model->fit(X, &target); });
    EXPECT_NE(e.message.find("column 'b' has one in row 18."), std::string::npos) << e.message;
    EXPECT_EQ(e.row, 17) << name;
  }
}

TEST(Refusals, OfASplitNameTheTablesRow) {
  const Table X = table({{"a", numbers({1, 2, 3, 4, kInf, 6})}});
  const auto model = from_recipe(recipe("LogisticRegression"));
  const Error training = error_of([&] { fit_and_score(*model, X, kTarget, {{5, 4, 0, 1}, {2, 3}}, {}); });
  EXPECT_EQ(training.row, 4);
  EXPECT_EQ(training.message, "LogisticRegression does not accept infinite values, but column 'a' has one in row 5.");
  const Error testing = error_of([&] { fit_and_score(*model, X, kTarget, {{0, 1, 2, 3}, {5, 4}}, {{}, false, true}); });
  EXPECT_EQ(testing.row, 4);
  const auto search = from_recipe(recipe("GridSearchCV", {{"estimator", recipe("LogisticRegression")},
                                                          {"param_grid", Value::Map{{"C", Value::List{1.0}}}},
                                                          {"cv", int64_t{2}},
                                                          {"error_score", "raise"}}));
  EXPECT_EQ(error_of([&] { search->fit(X, &kTarget); }).row, 4);
}

TEST(Refusals, BlameTheStepThatMadeTheValue) {
  const Table X = table({{"size", numbers({1, 2, 0, 4, 5, 6})}, {"age", numbers({1, kNone, 3, 4, 5, 6})}});
  const Value logarithm = recipe("FunctionTransformer", {{"func", "log"}});
  const Value prepare =
      on({part("logs", steps({{"same", recipe("FunctionTransformer")}, {"log", logarithm}}), {"size"}),
          part("fill", recipe("SimpleImputer"), {"age"})});
  const Error fitting = error_of([&] {
    from_recipe(
        steps({{"prepare", prepare}, {"scale", recipe("StandardScaler")}, {"model", recipe("LogisticRegression")}}))
        ->fit(X, &kTarget);
  });
  EXPECT_EQ(fitting.code, "infinite_values");
  EXPECT_EQ(fitting.where, "step 'prepare' > step 'logs' > step 'log'");
  EXPECT_EQ(
      fitting.message,
      "FunctionTransformer makes -inf of 0.0 in row 3 of column 'logs__size', which step 'scale' does not accept.");
  EXPECT_EQ(fitting.row, 2);

  const auto fitted = from_recipe(
      steps({{"prepare", prepare}, {"scale", recipe("StandardScaler")}, {"model", recipe("LogisticRegression")}}));
  fitted->fit(X.take({0, 1, 3, 4, 5}), &kFive);
  const Error predicting = error_of([&] { fitted->predict(X); });
  EXPECT_EQ(predicting.where, fitting.where);
  EXPECT_EQ(predicting.message, fitting.message);

  // A step that hands on what is missing in the data has not made it.
  const Error handed = error_of([&] {
    from_recipe(steps({{"scale", recipe("StandardScaler")}, {"model", recipe("LogisticRegression")}}))
        ->fit(X, &kTarget);
  });
  EXPECT_EQ(handed.where, "step 'model' > column 'age'");
  EXPECT_EQ(handed.message, "LogisticRegression does not accept missing values, but column 'age' has one in row 2.");

  // Overflow: a scaler of a tiny range, a power, a column squared; several steps before the one that refuses.
  const Table tiny = table({{"a", numbers({0, 1e-10, 2e-10, 1e-10, 0, 2e-10})}});
  const auto scaler = from_recipe(steps({{"scale", recipe("MinMaxScaler")},
                                         {"same", recipe("FunctionTransformer")},
                                         {"model", recipe("LogisticRegression")}}));
  scaler->fit(tiny, &kTarget);
  const Error overflow = error_of([&] { scaler->predict(table({{"a", numbers({1, 1e300})}})); });
  EXPECT_EQ(overflow.where, "step 'scale'");
  EXPECT_EQ(overflow.message,
            "MinMaxScaler makes inf of 1e+300 in row 2 of column 'a', which step 'model' does not accept.");
  const Error squared = error_of([&] {
    const auto model =
        from_recipe(steps({{"square", recipe("PolynomialFeatures")}, {"model", recipe("LogisticRegression")}}));
    model->fit(table({{"a", numbers({1, 2, 3, 4, 5, 1e200})}}), &kTarget);
  });
  EXPECT_EQ(squared.where, "step 'square'");
  EXPECT_EQ(squared.row, 5);

  // An encoder that answers NaN for what it does not know makes it.
  const auto encoder = from_recipe(
      steps({{"code", recipe("OrdinalEncoder", {{"handle_unknown", "use_encoded_value"}, {"unknown_value", kNone}})},
             {"model", recipe("LogisticRegression")}}));
  encoder->fit(table({{"s", text({"x", "y", "x", "y", "x", "y"})}}), &kTarget);
  const Error unknown = error_of([&] { encoder->predict(table({{"s", text({"x", "z"})}})); });
  EXPECT_EQ(unknown.where, "step 'code'");
  EXPECT_EQ(unknown.message,
            "OrdinalEncoder makes nan of 'z' in row 2 of column 's', which step 'model' does not accept.");
}

TEST(Refusals, OfStoppingEarlySpeakOfItsParameters) {
  const Table X(Matrix::Random(6, 2));
  const Column y = text({"a", "a", "a", "a", "a", "b"});
  const Error hist =
      error_of([&] { from_recipe(recipe("HistGradientBoostingClassifier", {{"early_stopping", true}}))->fit(X, &y); });
  EXPECT_EQ(hist.message,
            "HistGradientBoostingClassifier sets rows aside to stop early (early_stopping, validation_fraction 0.1), "
            "but of 6 rows it cannot: the class 'b' has 1 row, and each class needs one on either side.");
  EXPECT_EQ(hist.hint,
            "Set early_stopping to false, or validation_fraction to None to stop by the rows that are learned from; or "
            "give more rows, or another validation_fraction.");
  const Error boosting = error_of(
      [&] { from_recipe(recipe("GradientBoostingClassifier", {{"n_iter_no_change", int64_t{3}}}))->fit(X, &y); });
  EXPECT_NE(boosting.message.find("(n_iter_no_change, validation_fraction 0.1)"), std::string::npos)
      << boosting.message;
  EXPECT_NE(boosting.hint.find("Set n_iter_no_change to None"), std::string::npos);
  const Column alone = numbers({1});
  const Error regressor = error_of([&] {
    from_recipe(recipe("HistGradientBoostingRegressor", {{"early_stopping", true}}))
        ->fit(Table(Matrix::Ones(1, 1)), &alone);
  });
  EXPECT_NE(regressor.message.find("of 1 row it cannot: there are too few rows."), std::string::npos)
      << regressor.message;
  for (const Error& e : {hist, boosting, regressor}) EXPECT_EQ((e.message + e.hint).find("split"), std::string::npos);
}

TEST(Refusals, ShowTheCodePointsOfACategoryThatLooksLikeAnother) {
  const Table fit = table({{"town", text({"Z\u00FCrich", "Bern", "New York"})}});
  for (const char* name : {"OneHotEncoder", "OrdinalEncoder"}) {
    const auto model = from_recipe(recipe(name));
    model->fit(fit, nullptr);
    const Error alike = error_of([&] { model->transform(table({{"town", text({"Bern", "Zu\u0308rich"})}})); });
    EXPECT_EQ(alike.message,
              "The known categories of column 'town' do not hold 'Zu\u0308rich', which stands in row 2. Among them "
              "'Z\u00FCrich' looks the same, but is U+005A U+00FC U+0072 U+0069 U+0063 U+0068, "
              "not U+005A U+0075 U+0308 U+0072 U+0069 U+0063 U+0068.");
    EXPECT_EQ(alike.row, 1);
    const Error other = error_of([&] { model->transform(table({{"town", text({"Basel"})}})); });
    EXPECT_EQ(other.message, "The known categories of column 'town' do not hold 'Basel', which stands in row 1.");
  }
  const Value found = input_warnings(summarise_input(fit, fit.names()), table({{"town", text({"New\u00A0York"})}}));
  ASSERT_EQ(found.list().size(), 1u);
  EXPECT_EQ(found.list()[0].at("looks_like").text(), "New York");
  EXPECT_EQ(found.list()[0].at("code_points").list()[0].text(),
            "U+004E U+0065 U+0077 U+00A0 U+0059 U+006F U+0072 U+006B");
  const Value plain = input_warnings(summarise_input(fit, fit.names()), table({{"town", text({"Basel"})}}));
  EXPECT_FALSE(plain.list()[0].find("looks_like"));
}

TEST(Names, AMissingValueAndACategoryNoneDiffer) {
  const auto model = from_recipe(recipe("OneHotEncoder"));
  model->fit(table({{"s", text({"None", "", "None (missing)"})}}), nullptr);
  EXPECT_EQ(model->feature_names_out(),
            (std::vector<std::string>{"s_None", "s_None (missing)", "s_None (missing) (missing)"}));
  model->fit(table({{"s", text({"x", "", "y"})}}), nullptr);
  EXPECT_EQ(model->feature_names_out().back(), "s_None");
}

TEST(Names, TwoColumnsOfOneNameAreTakenBack) {
  const Table X = table({{"a", text({"b_c", "d", "b_c"})}, {"a_b", text({"e", "c", "c"})}});
  const auto model = from_recipe(recipe("OneHotEncoder"));
  model->fit(X, nullptr);
  const Value made = wire::write_table(model->transform(X), model->feature_names_out());
  EXPECT_EQ(error_of([&] { wire::read_table(made); }).code, "bad_table");
  const Table there = wire::read_table(made, true);
  EXPECT_EQ(there.names(), (std::vector<std::string>{"a_b_c", "a_d", "a_b_c", "a_b_e"}));
  for (const std::vector<Index>& order :
       {std::vector<Index>{0, 1, 2, 3}, std::vector<Index>{3, 0, 1, 2}}) {  // the first of a name stays the first
    const Table back = model->inverse_transform(there.select(order));
    EXPECT_EQ(back.text(0).categories[static_cast<size_t>(back.text(0).codes[1])], "d");
    EXPECT_EQ(back.text(1).categories[static_cast<size_t>(back.text(1).codes[0])], "e");
  }
}

TEST(Kinds, AColumnWithoutAnyValueMayBeEither) {
  // A text column of which nothing is known comes as numbers from a host: filled and encoded like a text column.
  const Table X = table({{"s", numbers({kNone, kNone})}, {"t", text({"x", "y"})}});
  for (const bool keep : {false, true}) {
    const auto model = from_recipe(
        steps({{"fill", recipe("SimpleImputer",
                               {{"strategy", "constant"}, {"fill_value", "none"}, {"keep_empty_features", keep}})},
               {"code", recipe("OneHotEncoder", {{"handle_unknown", "ignore"}})}}));
    model->fit(X, nullptr);
    EXPECT_EQ(model->transform(X).columns(), keep ? 3 : 2);
    // and may be text, or missing, when it is used
    EXPECT_EQ(model->transform(table({{"s", text({"x", ""})}, {"t", text({"x", "y"})}})).rows(), 2);
    EXPECT_EQ(model->transform(table({{"s", text({"", ""})}, {"t", numbers({kNone, kNone})}})).rows(), 2);
  }
  const auto encoder = from_recipe(recipe("OneHotEncoder", {{"handle_unknown", "ignore"}}));
  encoder->fit(X, nullptr);
  const Table out = encoder->transform(table({{"s", text({"", "new"})}, {"t", numbers({kNone, kNone})}}));
  EXPECT_EQ(out.numbers()(0, 0), 1.0);
  EXPECT_EQ(out.numbers().row(1).sum(), 0.0);
  EXPECT_EQ(error_of([&] { encoder->transform(table({{"s", text({"", ""})}, {"t", numbers({1, 2})}})); }).code,
            "wrong_kind");
  const auto filled = from_recipe(
      steps({{"fill", recipe("SimpleImputer", {{"strategy", "most_frequent"}})}, {"code", recipe("OneHotEncoder")}}));
  filled->fit(table({{"s", text({"", ""})}, {"t", text({"x", "y"})}}), nullptr);
  EXPECT_EQ(filled->feature_names_out(), (std::vector<std::string>{"t_x", "t_y"}));
}

TEST(Unused, ColumnsAreToldAndNotWarnedOf) {
  const Table X = table({{"x", numbers({1, 2, 3, 4, 5, 6})}, {"note", text({"p", "q", "p", "q", "p", "q"})}});
  const auto model = from_recipe(
      steps({{"prepare", on({part("x", recipe("MinMaxScaler"), {"x"})})}, {"model", recipe("LogisticRegression")}}));
  model->fit(X, &kTarget);
  EXPECT_EQ(model->columns_used(), (std::vector<char>{1, 0}));
  const Value input = summarise_input(X, X.names());
  const Table other = table({{"x", numbers({3})}, {"note", text({"new"})}});
  EXPECT_EQ(input_warnings(input, other).list().size(), 1u);
  EXPECT_TRUE(input_warnings(input, other, model->columns_used()).list().empty());
}

TEST(OneClass, ProbabilitiesOfHistogramBoostingAreOfThatClass) {
  const Table X(Matrix::Random(10, 2));
  const Column y = numbers(std::vector<double>(10, 3.0));
  const auto model = from_recipe(recipe("HistGradientBoostingClassifier"));
  model->fit(X, &y);
  const RowMatrix proba = model->predict_proba(X);
  ASSERT_EQ(proba.cols(), 1);
  EXPECT_EQ(proba(0, 0), 1 - 2.220446049250313e-15);  // the first column of scikit-learn's two
  EXPECT_EQ(from_node(to_node(*model))->predict(X).numbers, y.numbers);
}

}  // namespace
}  // namespace keepfit::test
