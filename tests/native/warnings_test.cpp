// Warnings: where they come from, how often they are counted, who hears them, and what a file keeps of them. Which ones
// there are, the replay of scikit-learn's cases compares (golden.test.ts).
#include "core/warnings.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/node.h"
#include "core/steps.h"
#include "core/table.h"
#include "metrics/scorers.h"
#include "model_selection/curves.h"
#include "model_selection/folds.h"
#include "model_selection/search.h"
#include "persistence/codec.h"
#include "persistence/file.h"
#include "persistence/inspect.h"
#include "support/fixtures.h"
#include "support/recipes.h"

namespace keepfit::test {
namespace {

Value hasty() { return recipe("LogisticRegression", {{"max_iter", 2}}); }
Value steps(Value::List list) { return recipe("Pipeline", {{"steps", std::move(list)}}); }

std::vector<Warning> said_by(const std::function<void()>& run) {
  const Warnings heard;
  run();
  return heard.all;
}

std::vector<Warning> of_fit(const Value& what, const Data& data) {
  return said_by([&] { from_recipe(what)->fit(data.X, &data.y); });
}

TEST(Warnings, TellTheStepWithoutATrace) {
  const Data iris = read_dataset("iris");
  const Value inner = steps({Value::List{"scale", recipe("StandardScaler")}, Value::List{"model", hasty()}});
  const auto said = of_fit(steps({Value::List{"first", recipe("MinMaxScaler")}, Value::List{"last", inner}}), iris);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].code, "ConvergenceWarning");
  EXPECT_EQ(said[0].where, "step 'last' > step 'model'");
  EXPECT_NE(said[0].message.find("max_iter=2"), std::string::npos);
  EXPECT_FALSE(said[0].hint.empty());
  EXPECT_EQ(said[0].count, 1);
  EXPECT_EQ(StepScope::where(), "");
}

TEST(Warnings, AreSaidOnceWithHowOften) {
  const Data iris = read_dataset("iris");
  const Value base = steps({Value::List{"scale", recipe("StandardScaler")}, Value::List{"inner", hasty()}});
  const auto bagged = of_fit(
      steps({Value::List{
          "model", recipe("BaggingClassifier", {{"estimator", base}, {"n_estimators", 7}, {"random_state", 0}})}}),
      iris);
  ASSERT_EQ(bagged.size(), 1u);
  EXPECT_EQ(bagged[0].where, "step 'model' > step 'inner'");  // the place in the bag is left out
  EXPECT_EQ(bagged[0].count, 7);
  const auto searched =
      of_fit(recipe("GridSearchCV",
                    {{"estimator", hasty()}, {"param_grid", Value::Map{{"C", Value::List{0.1, 1.0}}}}, {"cv", 3}}),
             iris);
  ASSERT_EQ(searched.size(), 2u);  // the candidates' fits, and the best one's
  EXPECT_EQ(searched[0].count, 6);
  EXPECT_EQ(searched[1].count, 1);
  EXPECT_EQ(searched[1].where, "step 'best_estimator_'");
}

TEST(Warnings, ComeToTheInnermostListenerAlone) {
  warn("UserWarning", "Nobody hears this.");
  const Warnings outer;
  {
    const Warnings inner;
    warn("UserWarning", "Here.");
    EXPECT_EQ(inner.all.size(), 1u);
    EXPECT_TRUE(outer.all.empty());
    inner.pass_on();
    inner.pass_on();
  }
  ASSERT_EQ(outer.all.size(), 1u);
  EXPECT_EQ(outer.all[0].count, 2);
  EXPECT_EQ(Warnings::current(), &outer);
}

TEST(Warnings, OfPartsCountAsOfTheWhole) {
  Warnings whole;
  for (const int64_t times : {1, 3, 2}) {
    const Warnings part;
    for (int64_t i = 0; i < times; ++i) warn("UserWarning", "Again.");
    whole.merge_part(part);
  }
  ASSERT_EQ(whole.all.size(), 1u);
  EXPECT_EQ(whole.all[0].count, 3);
}

TEST(Warnings, AreBoundedAndStillCounted) {
  const auto said = said_by([] {
    for (int i = 0; i < 5000; ++i) warn("UserWarning", "Number " + std::to_string(i) + ".");
    warn("UserWarning", "Number 0.");
  });
  EXPECT_LE(said.size(), 101u);
  int64_t all = 0;
  for (const Warning& w : said) all += w.count;
  EXPECT_EQ(all, 5001);
  EXPECT_EQ(said[0].count, 2);
}

TEST(Warnings, NameColumnsAndClasses) {
  const double none = std::nan("");
  const Table X = Table::from_columns(
      {Column::of_numbers(Vector::Constant(4, none)), Column::of_numbers(Vector::LinSpaced(4, 0, 3))},
      {"height", "age"}, 4);
  const auto said = said_by([&] { from_recipe(recipe("SimpleImputer"))->fit_transform(X, nullptr); });
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].message.find("'height'"), std::string::npos) << said[0].message;
  EXPECT_EQ(said[0].message.find("'age'"), std::string::npos);
  const Column y = Column::of_text({{0, 0, 0, 0, 1}, {"common", "rare"}});
  const auto folds = said_by([&] { cv_splits(2, 5, &y, nullptr, true); });
  ASSERT_EQ(folds.size(), 1u);
  EXPECT_NE(folds[0].message.find("'rare' has 1 row,"), std::string::npos) << folds[0].message;
}

// ---- the file -----------------------------------------------------------------------------------------------------

TEST(Warnings, OfTheFitStayInTheCard) {
  const Data iris = read_dataset("iris");
  const Warnings heard;
  const Model model = fit_model(from_recipe(steps({Value::List{"model", hasty()}})), iris.X, &iris.y);
  ASSERT_EQ(heard.all.size(), 1u);
  const Value* kept = model.card.find("warnings");
  ASSERT_TRUE(kept);
  EXPECT_EQ(encode(*kept), encode(heard.value()));
  EXPECT_EQ(kept->list()[0].at("where").text(), "step 'model'");
  // Nobody writes over them.
  const auto bytes = dump(model, Value::Map{{"warnings", Value::List{}}}).bytes;
  const Model again = load(bytes.data(), bytes.size());
  EXPECT_EQ(encode(again.card.at("warnings")), encode(*kept));
  EXPECT_EQ(dump(again).bytes, bytes);
  // They stand outside what is fingerprinted: the same pipeline that warned of nothing has the same bytes.
  Model silent = fit_model(from_recipe(steps({Value::List{"model", hasty()}})), iris.X, &iris.y);
  std::erase_if(*silent.card.get_if<Value::Map>(), [](const auto& entry) { return entry.first == "warnings"; });
  const auto other = dump(silent).bytes;
  const Parsed a = parse_file(bytes.data(), bytes.size()), b = parse_file(other.data(), other.size());
  EXPECT_NE(bytes, other);
  EXPECT_EQ(encode(a.pipeline), encode(b.pipeline));
  const Value rows = inspect_rows(a.pipeline, a.card.find("warnings"));
  EXPECT_EQ(rows.list()[0].at("kind").text(), "warning");
  EXPECT_EQ(rows.list()[0].at("name").text(), "ConvergenceWarning");
  const Model quiet = fit_model(from_recipe(recipe("GaussianNB")), iris.X, &iris.y);
  EXPECT_FALSE(quiet.card.find("warnings"));
}

TEST(Warnings, OfTheCardAreAudited) {
  const Data iris = read_dataset("iris");
  const auto bytes = dump(fit_model(from_recipe(hasty()), iris.X, &iris.y)).bytes;
  const Parsed parsed = parse_file(bytes.data(), bytes.size());
  const Value::Map sound = parsed.card.at("warnings").list()[0].map();
  const auto refusal = [&](const Value& warning) {
    Value::Map card = parsed.card.map();
    for (auto& [key, value] : card) {
      if (key == "warnings") value = Value::List{warning};
    }
    const auto forged = write_file(card, parsed.pipeline, parsed.proof).bytes;
    return error_of([&] { load(forged.data(), forged.size()); }).code;
  };
  EXPECT_EQ(refusal(sound), "none");
  for (size_t i = 0; i < sound.size(); ++i) {
    Value::Map less = sound, other = sound;
    less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
    other[i].second = Value::List{};
    EXPECT_EQ(refusal(less), "audit_card") << i;
    EXPECT_EQ(refusal(other), "audit_card") << i;
  }
  Value::Map never = sound, more = sound;
  never.back().second = 0;
  more.emplace_back("more", 1);
  EXPECT_EQ(refusal(never), "audit_card");
  EXPECT_EQ(refusal(more), "audit_card");
  EXPECT_EQ(refusal("text"), "audit_card");
}

// ---- studies ------------------------------------------------------------------------------------------------------

Data ramp() {
  Data data;
  Matrix X(40, 1);
  Vector y(40);
  for (Index k = 0; k < 40; ++k) {
    X(k, 0) = static_cast<double>(k * 7 % 40);
    y[k] = k < 20 ? 0 : 1;
  }
  data.X = Table(std::move(X));
  data.y = Column::of_numbers(std::move(y));
  data.has_y = true;
  return data;
}

TEST(Warnings, AFitThatFailsIsNaNAndNamesItsPlace) {
  const Data data = ramp();
  const auto model = from_recipe(recipe("LogisticRegression"));
  const auto curve = learning_splits(cv_splits(5, 40, &data.y, nullptr, true), {}, false, {});
  EXPECT_EQ(curve.sizes, (std::vector<int64_t>{3, 10, 17, 24, 32}));
  const Warnings heard;
  const auto results =
      cross_validate(*model, data.X, data.y, curve.splits, {.train_scores = true, .error_score = std::nan("")});
  // scikit-learn 1.9.1: learning_curve(LogisticRegression(), X, y, cv=5)
  const double last[] = {0.5, 0.5, 0.25, 0.5, 0.625};
  for (size_t f = 0; f < 5; ++f) {
    for (size_t s = 0; s < 5; ++s) {
      const FoldResult& r = results[f * 5 + s];
      EXPECT_EQ(r.failure.has_value(), s < 2);
      EXPECT_EQ(std::isnan(r.test[0]), s < 2);
      EXPECT_EQ(std::isnan(r.train[0]), s < 2);
    }
    EXPECT_EQ(results[f * 5 + 2].test[0], 0.5);
    EXPECT_EQ(results[f * 5 + 3].test[0], 0.5);
    EXPECT_EQ(results[f * 5 + 4].test[0], last[f]);
  }
  ASSERT_EQ(heard.all.size(), 10u);
  EXPECT_EQ(heard.all[0].code, "FitFailedWarning");
  EXPECT_NE(heard.all[0].message.find("fold 1 of 25"), std::string::npos) << heard.all[0].message;
  EXPECT_EQ(error_of([&] { cross_validate(*model, data.X, data.y, curve.splits, {}); }).code, results[0].failure->code);
}

TEST(Warnings, WhereAllFitsFailTheFirstCauseIsTheAnswer) {
  const Data iris = read_dataset("iris");
  const auto model = from_recipe(recipe("KNeighborsClassifier", {{"n_neighbors", 500}}));
  const Error e = error_of([&] {
    cross_validate(*model, iris.X, iris.y, cv_splits(3, 150, &iris.y, nullptr, true), {.error_score = std::nan("")});
  });
  EXPECT_EQ(e.message.rfind("All 3 fits failed. The first: n_neighbors", 0), 0u) << e.message;
  EXPECT_EQ(e.code, "too_many_neighbors");
}

TEST(Warnings, AScoreThatIsNotDefinedNamesItsPlace) {
  const Data iris = read_dataset("iris");
  const auto model = from_recipe(recipe("DummyClassifier"));
  const auto splits =
      cv_splits(Value::Map{{"class", "KFold"}, {"params", Value::Map{{"n_splits", 3}}}}, 150, &iris.y, nullptr, true);
  const auto said = said_by([&] {
    cross_validate(*model, iris.X, iris.y, splits, {.scoring = {"neg_log_loss"}, .error_score = std::nan("")});
  });
  ASSERT_EQ(said.size(), 3u);
  for (size_t i = 0; i < said.size(); ++i) {
    EXPECT_EQ(said[i].code, "UserWarning");
    EXPECT_EQ(said[i].where, "fold " + std::to_string(i + 1) + " of 3");
  }
  EXPECT_EQ(error_of([&] { cross_validate(*model, iris.X, iris.y, splits, {.scoring = {"neg_log_loss"}}); }).code,
            "undefined_score");
}

TEST(Search, WithoutAWinnerIsRefused) {
  const Data iris = read_dataset("iris");
  const auto search = [&](Value::Map params) {
    params.emplace_back("estimator", recipe("GaussianNB"));
    params.emplace_back("param_grid", Value::Map{{"var_smoothing", Value::List{1e-9, 0.1}}});
    return error_of([&] { from_recipe(recipe("GridSearchCV", params))->fit(iris.X, &iris.y); });
  };
  // Sorted by class: every fold tests classes that it was not trained on.
  const Value by_order = Value::Map{{"class", "KFold"}, {"params", Value::Map{{"n_splits", 3}}}};
  EXPECT_EQ(search({{"scoring", "neg_log_loss"}, {"cv", by_order}}).code, "no_winner");
  EXPECT_EQ(search({{"scoring", "neg_log_loss"}, {"cv", by_order}, {"refit", false}}).code, "no_winner");
  EXPECT_EQ(search({{"scoring", "neg_log_loss"}, {"cv", by_order}, {"error_score", -5.0}}).code, "none");
  EXPECT_EQ(search({{"scoring", "neg_log_loss"}, {"cv", by_order}, {"error_score", "raise"}}).code, "undefined_score");
  EXPECT_EQ(search({{"scoring", "neg_log_loss"}, {"cv", 3}}).code, "none");
  // F1 of three texts cannot be meant; beside a score that decides it is a NaN.
  EXPECT_EQ(search({{"scoring", "f1"}}).code, "bad_scoring");
  EXPECT_EQ(search({{"scoring", Value::List{"f1", "accuracy"}}, {"refit", "f1"}}).code, "bad_scoring");
  EXPECT_EQ(search({{"scoring", Value::List{"f1", "accuracy"}}, {"refit", "accuracy"}}).code, "none");
}

TEST(Scorers, ThatCanBeMeantForATarget) {
  const auto fits = [](const char* scorer, const Column& y) {
    return error_of([&] { check_target(find_scorer(scorer), y); }).code == "none";
  };
  const Column texts = Column::of_text({{0, 1, 0, 1}, {"no", "yes"}}),
               three = Column::of_text({{0, 1, 2, 1}, {"a", "b", "c"}});
  const auto numbers = [](std::initializer_list<double> values) {
    return Column::of_numbers(Eigen::Map<const Vector>(values.begin(), static_cast<Index>(values.size())));
  };
  for (const char* binary : {"f1", "precision", "recall", "jaccard", "average_precision", "neg_brier_score"}) {
    EXPECT_FALSE(fits(binary, texts)) << binary;
    EXPECT_TRUE(fits(binary, numbers({0, 1, 1, 0}))) << binary;
  }
  EXPECT_FALSE(fits("f1", three));
  EXPECT_FALSE(fits("roc_auc", three));
  EXPECT_TRUE(fits("roc_auc", texts));
  EXPECT_TRUE(fits("roc_auc_ovr", three));
  EXPECT_TRUE(fits("f1_macro", three));
  EXPECT_TRUE(fits("neg_log_loss", three));
  EXPECT_FALSE(fits("positive_likelihood_ratio", three));
  EXPECT_FALSE(fits("r2", texts));
  EXPECT_TRUE(fits("r2", numbers({0.5, -3})));
  EXPECT_FALSE(fits("accuracy", numbers({0.5, -3})));
  EXPECT_FALSE(fits("neg_mean_squared_log_error", numbers({0.5, -3})));
  EXPECT_TRUE(fits("neg_mean_squared_log_error", numbers({0.5, 3})));
  EXPECT_FALSE(fits("neg_mean_gamma_deviance", numbers({0, 3})));
  EXPECT_TRUE(fits("neg_mean_poisson_deviance", numbers({0, 3})));
}

}  // namespace
}  // namespace keepfit::test
