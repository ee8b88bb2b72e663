// What can be asked: one request or more for every operation, and fits of all kinds.
#include "made.h"

#include "persistence/file.h"
#include "requests.h"

namespace keepfit::fuzz {

std::vector<Value> fits() {
  std::vector<Value> out;
  const auto some = [](std::vector<double> a) {
    return columns({Value::List{"a", numbers(std::move(a))}, Value::List{"b", numbers({0, 1, 0, 1, 1, 0})}}, 6);
  };
  const Value X = numbers_table(), T = texts_table(), N = some({1, kNaN, 3, 4, kNaN, 6}), y = labels(),
              t = numbers({1, 2, 4, 3, 5, 5}), three = text({0, 1, 2, 0, 1, 2}, {"p", "q", "r"}),
              whole_three = numbers({0, 1, 2, 0, 1, 2});
  const auto add = [&](const Value& what, const Value& table, const Value& target) {
    out.push_back(Value::Map{{"recipe", what}, {"X", table}, {"y", target}});
  };
  const auto choose = [&](Value columns_wanted, const char* name = "StandardScaler") {
    Value::List parts(1, Value::List{"part", recipe(name), std::move(columns_wanted)});
    return recipe("ColumnTransformer", {{"transformers", std::move(parts)},
                                        {"remainder", "passthrough"},
                                        {"transformer_weights", Value::Map{{"part", 2.0}}}});
  };
  const auto slice = [](Value::List ends) { return Value::Map{{"slice", std::move(ends)}}; };
  const auto selector = [](Value::Map how) { return Value::Map{{"selector", std::move(how)}}; };
  const Value one_column = Value::List(1, "a"), mask = Value::List{true, false};
  for (const Value& wanted :
       {one_column, mask, Value(Value::List{0, 1}), Value(slice({0, 1})), Value(slice({"a", "b"})),
        Value(slice({Value(), Value(), 1})), Value(slice({1.5})), Value(slice({0, 1, 2, 3})), Value(selector({})),
        Value(selector({{"pattern", "^a"}})), Value(selector({{"pattern", Value()}, {"dtype_include", "number"}})),
        Value(selector({{"dtype_exclude", Value::List{"text", "number"}}})), Value(selector({{"other", "number"}})),
        Value(selector({{"pattern", 1}})), Value(Value::Map{{"other", Value::Map{}}})})
    add(choose(wanted), X, y);
  add(choose(Value::List(1, "t"), "OneHotEncoder"), T, y);
  const Value::List both{Value::List{"left", recipe("StandardScaler")}, Value::List{"right", recipe("PCA")}};
  add(recipe("FeatureUnion", {{"transformer_list", both}, {"transformer_weights", Value::Map{{"left", 0.5}}}}), X, y);
  add(recipe("FeatureUnion", {{"transformer_list", both}, {"transformer_weights", Value::Map{{"other", 0.5}}}}), X, y);
  Value::List weighed(1, Value::List{"part", "passthrough", Value::List(1, "t")});
  add(recipe("ColumnTransformer", {{"transformers", weighed}, {"transformer_weights", Value::Map{{"part", 2.0}}}}), T,
      y);
  add(recipe("OneHotEncoder", {{"drop", "first"}}), T, y);
  add(recipe("OneHotEncoder", {{"min_frequency", 3}, {"handle_unknown", "infrequent_if_exist"}}), T, y);
  add(recipe("OneHotEncoder", {{"max_categories", 2}, {"drop", "if_binary"}}), X, y);
  add(recipe("OrdinalEncoder", {{"handle_unknown", "use_encoded_value"}, {"unknown_value", -1}}), T, y);
  add(recipe("OrdinalEncoder",
             {{"handle_unknown", "use_encoded_value"}, {"unknown_value", kNaN}, {"max_categories", 2}}),
      X, y);
  for (const Value& target : {y, t, three, whole_three}) add(recipe("TargetEncoder", {{"cv", 2}}), T, target);
  // As many rows as it takes to split categories.
  std::vector<double> more(64), category(64), steep(64);
  std::vector<int32_t> kind(64);
  for (size_t i = 0; i < more.size(); ++i) {
    more[i] = static_cast<double>(i % 9), category[i] = static_cast<double>(i % 5);
    kind[i] = static_cast<int32_t>((i % 5) % 2), steep[i] = kind[i] * 10.0 + more[i];
  }
  const Value many = columns({Value::List{"a", numbers(more)}, Value::List{"b", numbers(category)}}, 64);
  const Value::Map splitting{{"categorical_features", Value::List(1, 1)}, {"max_iter", 2}, {"min_samples_leaf", 2}};
  add(recipe("HistGradientBoostingClassifier", splitting), many, text(kind, {"no", "yes"}));
  add(recipe("HistGradientBoostingRegressor", splitting), many, numbers(steep));
  const Value::Map boosted{{"categorical_features", Value::List(1, 1)},
                           {"max_iter", 2},
                           {"min_samples_leaf", 1},
                           {"early_stopping", true},
                           {"validation_fraction", 0.5}};
  add(recipe("HistGradientBoostingClassifier", boosted), X, y);
  add(recipe("HistGradientBoostingClassifier", boosted), T, three);
  add(recipe("HistGradientBoostingRegressor", boosted), X, t);
  for (const char* name : {"KNNImputer", "SimpleImputer"}) add(recipe(name, {{"add_indicator", true}}), N, y);
  add(recipe("SimpleImputer", {{"strategy", "most_frequent"}, {"add_indicator", true}}), T, y);
  add(recipe("MissingIndicator", {{"features", "all"}}), N, y);
  const auto piped = [&](const char* name) {
    return recipe(
        "Pipeline",
        {{"steps", Value::List{Value::List{"scale", recipe("StandardScaler")}, Value::List{"model", recipe(name)}}}});
  };
  add(piped("GaussianNB"), X, y);
  add(piped("Ridge"), X, t);
  const auto voters = [&](const char* name) {
    return Value::List{Value::List{"first", piped(name)}, Value::List{"second", piped(name)}};
  };
  add(recipe("VotingClassifier", {{"estimators", voters("GaussianNB")}}), X, y);
  add(recipe("VotingRegressor", {{"estimators", voters("Ridge")}}), X, t);
  const Value::List models{Value::List{"first", recipe("GaussianNB")},
                           Value::List{"second", recipe("LogisticRegression")}};
  const Value::List regressors{Value::List{"first", recipe("Ridge")},
                               Value::List{"second", recipe("LinearRegression")}};
  add(recipe("VotingClassifier", {{"estimators", models}, {"voting", "soft"}, {"weights", Value::List{1.0, 2.0}}}), X,
      y);
  add(recipe("VotingClassifier", {{"estimators", models}}), X, three);
  add(recipe("VotingRegressor", {{"estimators", regressors}, {"weights", Value::List{1.0, 0.5}}}), X, t);
  const Value folds = Value::Map{{"class", "KFold"}, {"params", Value::Map{{"n_splits", 2}}}};
  for (const char* method : {"auto", "predict", "predict_proba"})
    add(recipe("StackingClassifier",
               {{"estimators", models}, {"stack_method", method}, {"cv", folds}, {"passthrough", true}}),
        X, y);
  add(recipe("StackingRegressor", {{"estimators", regressors}, {"cv", folds}}), X, t);
  add(recipe("TransformedTargetRegressor", {{"func", "log1p"}, {"inverse_func", "expm1"}}), X, t);
  for (const Value& regressor : {recipe("Ridge"), piped("Ridge")})
    add(recipe("TransformedTargetRegressor", {{"transformer", recipe("StandardScaler")}, {"regressor", regressor}}), X,
        t);
  add(recipe("LogisticRegression", {{"class_weight", Value::Map{{"no", 1.0}, {"yes", 2}}}}), X, y);
  add(recipe("LogisticRegression", {{"class_weight", Value::Map{{"no", "much"}}}}), X, y);
  add(recipe("RandomForestClassifier", {{"n_estimators", 8}, {"oob_score", true}}), X, y);
  add(recipe("BaggingClassifier", {{"n_estimators", 8}, {"oob_score", true}, {"max_features", 1}}), X, y);
  add(recipe("BaggingRegressor", {{"estimator", recipe("Ridge")}, {"n_estimators", 8}, {"oob_score", true}}), X, t);
  add(recipe("DummyClassifier", {{"strategy", "constant"}, {"constant", "yes"}}), X, y);
  add(recipe("DummyRegressor", {{"strategy", "quantile"}, {"quantile", 0.5}}), X, t);
  add(recipe("FunctionTransformer", {{"func", "sqrt"}, {"inverse_func", "square"}}), X, y);
  Value::List grids;
  for (const double alpha : {0.5, 2.0}) grids.emplace_back(Value::Map{{"alpha", Value::List{alpha, 1.0}}});
  add(recipe("GridSearchCV", {{"estimator", recipe("Ridge")}, {"param_grid", grids}, {"cv", 2}, {"refit", false}}), X,
      t);
  add(recipe("GridSearchCV", {{"estimator", recipe("Ridge")}, {"param_grid", Value::List{1, 2}}}), X, t);
  return out;
}

std::vector<std::vector<uint8_t>> raw_requests() {
  std::vector<std::vector<uint8_t>> out{{},
                                        {0xc1},
                                        {0xca, 0, 0, 0, 0},
                                        {0xcf, 255, 255, 255, 255, 255, 255, 255, 255},
                                        {0xc0, 0xc0},
                                        {0x81, 0xa1, 0xff, 0xc0},
                                        {0x81, 1, 1},
                                        {0x82, 0xa1, 'a', 1, 0xa1, 'a', 1},
                                        {0xdd, 0, 0, 1, 0},
                                        {0xdd, 255, 255, 255, 255},
                                        {0xd4, 9, 0},
                                        {0xd4, 1, 0},
                                        {0xc7, 4, 1, 1, 0, 0, 0},
                                        {0xd7, 1, 1, 0, 0, 0, 255, 255, 255, 255},
                                        {0xd3, 128}};
  out.emplace_back(100, 0x91);
  // Large maps look their keys up.
  std::vector<uint8_t> keys{0xde, 0, 20};
  for (uint8_t i = 0; i < 20; ++i) keys.insert(keys.end(), {0xa1, static_cast<uint8_t>('a' + i % 19), i});
  out.push_back(std::move(keys));
  return out;
}

std::vector<std::pair<std::string, Value>> requests() {
  std::vector<std::pair<std::string, Value>> out;
  const auto add = [&](const char* operation, Value::Map request) {
    out.emplace_back(operation, Value(std::move(request)));
  };
  const Value X = numbers_table(), T = texts_table(), y = labels(), t = numbers({1, 2, 4, 3, 5, 5});
  const Value groups = text({0, 0, 1, 1, 2, 2}, {"g", "h", "i"});
  const Value folds = Value::Map{{"class", "KFold"}, {"params", Value::Map{{"n_splits", 3}}}};
  const Value grid = recipe("GridSearchCV", {{"estimator", recipe("LogisticRegression")},
                                             {"param_grid", Value::Map{{"C", Value::List{0.5, 1.0}}}},
                                             {"cv", 2}});
  const Value several = recipe("GridSearchCV", {{"estimator", recipe("DecisionTreeClassifier")},
                                                {"param_grid", Value::Map{{"max_depth", Value::List{1, "deep"}}}},
                                                {"scoring", Value::List{"accuracy", "roc_auc"}},
                                                {"refit", "accuracy"},
                                                {"return_train_score", true},
                                                {"error_score", 0.5},
                                                {"cv", folds}});
  add("version", {});
  add("schema", {});
  add("declarations", {{"classes", Value::List{"Ridge", "Pipeline", "Unknown"}}});
  add("no_operation", {});
  for (const Value& table : {X, T, Value(Value::Map{{"data", Array::own(std::vector<double>{1, 2, 3, 4}, {2, 2})}})}) {
    add("hold", {{"X", table}, {"y", y}});
    add("hold", {{"X", table}});
    for (const char* op : {"predict", "predict_proba", "decision_function", "transform", "inverse_transform"}) {
      for (int model = 0; model < 7; ++model) add(op, {{"model", model}, {"X", table}});
    }
  }
  // As many rows as are answered in blocks.
  const auto many = [](int rows, bool refused) {
    std::vector<double> a(static_cast<size_t>(rows)), b(a.size());
    for (size_t i = 0; i < a.size(); ++i) a[i] = static_cast<double>(i % 7), b[i] = static_cast<double>(i % 3);
    if (refused) b.back() = kNaN;
    return columns({Value::List{"a", numbers(std::move(a))}, Value::List{"b", numbers(std::move(b))}}, rows);
  };
  for (const bool refused : {false, true}) {
    for (int model : {0, 1, 3, 6}) {
      for (const char* op : {"predict", "predict_proba"}) add(op, {{"model", model}, {"X", many(33000, refused)}});
    }
  }
  for (const char* op : {"predict", "predict_proba", "decision_function", "transform", "score", "evaluate"}) {
    for (int model : {0, 3, 5}) {
      for (int held : {0, 1, 2}) add(op, {{"model", model}, {"data", held}});
    }
  }
  for (const char* op : {"params", "fitted", "describe", "release"}) {
    for (int model = 0; model < 7; ++model) add(op, {{"model", model}});
  }
  add("drop", {{"data", 99}});
  add("release", {{"model", 99}});
  for (int model : {0, 5, 6}) {
    add("input_warnings", {{"model", model}, {"X", X}});
    add("input_warnings",
        {{"model", model},
         {"X", columns({Value::List{"a", numbers({-100, kNaN})}, Value::List{"b", numbers({0, kNaN})}}, 2)}});
  }
  add("input_warnings",
      {{"model", 5},
       {"X", columns({Value::List{"t", text({0, 1, -1}, {"r ", "q"})}, Value::List{"b", numbers({0, 9, 1})}}, 3)}});
  add("input_warnings", {{"model", 0}, {"data", 0}});
  // Names and categories that look like others, in scripts of all kinds.
  const Value::List words{"\xe1\xba\xa1",
                          "\xe1\xbb\x93",
                          "\xea\xb0\x80",
                          "\xea\xb0\x81",
                          "\xef\xbd\xb6\xef\xbe\x9e",
                          "\xe3\x82\xac",
                          "\xc3\xa4",
                          "a\xcc\x88",
                          "a\xc2\xa0"
                          "b",
                          "\xef\xbc\xa1",
                          "\xd0\xb0",
                          "r\xcc\x81",
                          "\xe3\x81\xb0"};
  std::vector<int32_t> each(words.size());
  for (size_t i = 0; i < each.size(); ++i) each[i] = static_cast<int32_t>(i);
  const Value in_scripts =
      columns({Value::List{"t", text(each, words)}, Value::List{"b", numbers(std::vector<double>(each.size(), 1.0))}},
              static_cast<int64_t>(each.size()));
  for (const char* op : {"input_warnings", "transform"}) add(op, {{"model", 5}, {"X", in_scripts}});
  add("hold", {{"X", in_scripts}, {"y", text(each, words)}});
  for (const Value& proof : {Value(true), Value(false), X, T}) {
    add("dump", {{"model", 0}, {"card", Value::Map{{"name", "a"}}}, {"proof", proof}});
    add("dump", {{"model", 6}, {"proof", proof}});
  }
  for (const Value& proof :
       {T, in_scripts, Value(Value::Map{{"data", Array::own(std::vector<double>(9, 1.0), {3, 3})}})})
    add("dump", {{"model", 5}, {"proof", proof}});
  add("dump", {{"model", 0}, {"card", "text"}});
  add("dump", {{"model", 0}, {"card", Value::Map{{"unknown", "entry"}}}});
  add("dump", {{"model", 0}, {"card", Value::Map{{"notes", std::string(200'000, 'n')}}}});
  for (int model = 0; model < 7; ++model) {
    add("last_step", {{"model", model}});
    add("last_step", {{"model", model}, {"fitted", true}});
    add("last_step", {{"model", model}, {"X", X}});
    for (int held : {0, 1, 2}) add("last_step", {{"model", model}, {"data", held}});
    for (int held : {0, 1, 2}) add("staged", {{"model", model}, {"data", held}, {"most", 3}});
  }
  for (const char* op : {"score", "evaluate"}) {
    add(op, {{"model", 0}, {"X", X}, {"y", y}});
    add(op, {{"model", 3}, {"X", X}, {"y", t}});
    add(op, {{"model", 0}, {"X", X}});
  }
  add("fit", {{"recipe", recipe("LogisticRegression", {{"max_iter", 1}})},
              {"X", X},
              {"y", y},
              {"sample_weight", numbers({1, 1, 2, 1, 0, 1})}});
  add("fit", {{"recipe", recipe("Ridge")}, {"X", X}, {"y", t}, {"sample_weight", y}});
  add("fit", {{"recipe", grid}, {"data", 0}, {"groups", groups}});
  add("fit", {{"recipe", several}, {"X", X}, {"y", y}});
  add("fit", {{"recipe", recipe("Ridge")}, {"X", X}, {"y", t}, {"groups", groups}});
  add("metric", {{"name", "accuracy"}, {"y_true", y}, {"y_pred", y}});
  add("metric", {{"name", "r2"}, {"y_true", t}, {"y_pred", t}});
  std::vector<double> distinct(200);
  for (size_t i = 0; i < distinct.size(); ++i) distinct[i] = static_cast<double>(i * 7919 % 199);
  distinct[100] = kNaN;
  add("metric", {{"name", "accuracy"}, {"y_true", numbers(distinct)}, {"y_pred", numbers(distinct)}});
  for (const Value& scored : {Value(recipe("LogisticRegression")), Value(recipe("Ridge")), Value()}) {
    add("suitable_scorers", {{"y", y}, {"recipe", scored}});
    add("suitable_scorers", {{"y", t}, {"recipe", scored}});
  }
  add("train_test_split", {{"n", 20}, {"test_size", 0.25}, {"random_state", 0}, {"shuffle", true}});
  add("train_test_split", {{"n", -1}});
  add("train_test_split", {{"n", 6}, {"test_size", 2}, {"train_size", 4}, {"stratify", y}});
  for (const char* op : {"cv_split", "learning_split"}) {
    add(op, {{"n", 6}, {"cv", 2}, {"y", y}, {"recipe", recipe("LogisticRegression")}, {"scoring", Value::List{"f1"}}});
    add(op, {{"n", 6}, {"cv", folds}, {"classifier", false}, {"shuffle", true}, {"random_state", 1}});
    add(op, {{"n", 6},
             {"cv", Value::Map{{"class", "GroupKFold"}, {"params", Value::Map{{"n_splits", 3}}}}},
             {"groups", groups},
             {"train_sizes", numbers({0.5, 1.0}).detached()}});
  }
  const Value train = whole({0, 1, 2, 3}), test = whole({4, 5});
  Value::Map fold{{"recipe", recipe("LogisticRegression")}, {"data", 0}, {"train", train}, {"test", test}};
  add("fit_and_score", fold);
  fold.insert(fold.end(), {{"scoring", Value::List{"accuracy", "roc_auc"}},
                           {"return_train_score", true},
                           {"predict", true},
                           {"predict_proba", true},
                           {"place", "fold 1 of 2"},
                           {"error_score", 0.0}});
  add("fit_and_score", fold);
  for (const Value& C : {Value(0.5), Value(-1.0)}) {
    Value::Map changed = fold;
    changed.emplace_back("params", Value::Map{{"C", C}});
    add("fit_and_score", changed);
  }
  fold.emplace_back("params", Value::Map{{"no__C", 1.0}});
  add("fit_and_score", fold);
  const Value piped = recipe("Pipeline", {{"steps", Value::List{Value::List{"scale", recipe("StandardScaler")},
                                                                Value::List{"model", recipe("LogisticRegression")}}}});
  for (const Value& changed : {Value(Value::Map{{"model__C", 2.0}}), Value(Value::Map{{"scale", "passthrough"}}),
                               Value(Value::Map{{"scale", recipe("MinMaxScaler")}}), Value(Value::Map{{"no__C", 2.0}}),
                               Value(Value::Map{{"scale__no__C", 2.0}})})
    add("fit_and_score", {{"recipe", piped}, {"data", 0}, {"train", train}, {"test", test}, {"params", changed}});
  for (const Value& changed : {Value(Value::Map{{"estimator__C", 2.0}}), Value(Value::Map{{"cv", folds}})})
    add("fit_and_score", {{"recipe", grid}, {"data", 0}, {"train", train}, {"test", test}, {"params", changed}});
  add("fit_and_score", {{"recipe", recipe("Ridge")}, {"X", X}, {"y", t}, {"train", train}, {"test", test}});
  for (const Value& search : {grid, several}) {
    add("search_plan", {{"recipe", search}, {"n", 6}, {"y", y}, {"groups", groups}});
    Value::List results;
    const bool multi = search.at("params").find("scoring") != nullptr;
    for (int i = 0; i < 6; ++i) {
      const Value score =
          multi ? Value(Value::Map{{"accuracy", 0.5}, {"roc_auc", 0.25 * i}}) : Value(Value::Map{{"score", 0.25 * i}});
      results.push_back(Value::Map{{"test", score}, {"train", score}});
    }
    if (multi)
      results[5].get_if<Value::Map>()->emplace_back(
          "failure", Value::Map{{"code", "bad_value"}, {"where", "fold"}, {"message", "It failed."}, {"hint", ""}});
    else results.resize(4);
    const Value::List said(
        1, Value::Map{{"code", "UserWarning"}, {"where", ""}, {"message", "Look."}, {"hint", "There."}, {"count", 2}});
    add("fit_search",
        {{"recipe", search}, {"X", X}, {"y", y}, {"groups", groups}, {"warnings", said}, {"results", results}});
    add("fit_search", {{"recipe", search}, {"data", 0}, {"results", results}});
  }
  add("fit_search", {{"recipe", recipe("Ridge")}, {"X", X}, {"y", t}, {"results", Value::List{}}});
  add("permutation_importance", {{"model", 0}, {"data", 0}});
  add("permutation_importance", {{"model", 3},
                                 {"data", 1},
                                 {"scoring", Value::List{"r2"}},
                                 {"n_repeats", 2},
                                 {"random_state", 1},
                                 {"max_samples", 0.75},
                                 {"columns", whole({0})}});
  add("bootstrap_score", {{"model", 0}, {"data", 0}, {"n_resamples", 2}});
  add("bootstrap_score",
      {{"model", 3}, {"data", 1}, {"scoring", Value::List{"r2"}}, {"n_resamples", 3}, {"random_state", 1}});
  for (const char* kind : {"average", "individual", "both", "neither"}) {
    add("partial_dependence", {{"model", 0},
                               {"X", X},
                               {"features", whole({0, 1})},
                               {"kind", kind},
                               {"grid_resolution", 4},
                               {"percentiles", Value::List{0.1, 0.9}},
                               {"categorical_features", whole({1})},
                               {"response_method", "predict_proba"}});
  }
  add("partial_dependence", {{"model", 3}, {"data", 1}, {"features", whole({0})}});
  // Proofs of more rows than any engine writes.
  const std::vector<uint8_t> proved = file_of(Value::Map{{"recipe", recipe("Ridge")}, {"X", X}, {"y", t}});
  const Parsed parts = parse_file(proved.data(), proved.size());
  const auto rows = [](int n) {
    const Value values = numbers(std::vector<double>(static_cast<size_t>(n), 1.0));
    return columns({Value::List{"a", values}, Value::List{"b", values}}, n);
  };
  for (const bool refused : {false, true}) {
    const Value::List reasons(1001, "typical");
    const Value proof = Value::Map{{"rules", refused ? Value::List{} : reasons},
                                   {"X", rows(refused ? 0 : 1001)},
                                   {"outputs", Value::List{}},
                                   {"refused", Value::Map{{"rules", refused ? reasons : Value::List{}},
                                                          {"X", rows(refused ? 1001 : 0)},
                                                          {"codes", refused ? reasons : Value::List{}}}},
                                   {"probes", Value::List{}}};
    add("verify", {{"bytes", Bytes::own(write_file(parts.card, parts.pipeline, proof).bytes)}});
  }
  // Files as no engine writes them, which are looked into nevertheless.
  Value::Map much;
  for (int i = 0; i < 10'001; ++i) much.emplace_back("a" + std::to_string(i), 1);
  much.emplace_back("whole", Array::own(std::vector<int64_t>{1, 2}));
  for (const Value& fitted :
       {Value(much), Value(Value::Map{much.back(), {"few", Array::own(std::vector<float>{1, 2})}})}) {
    const Value node = Value::Map{{"class", "Ridge"}, {"params", Value::Map{}}, {"fitted", fitted}};
    const Bytes bytes = Bytes::own(write_file(Value::Map{}, node).bytes);
    add("inspect", {{"bytes", bytes}});
    add("diff", {{"a", bytes}, {"b", bytes}});
    add("load", {{"bytes", bytes}});
  }
  add("table_open", {{"size", 100}});
  add("table_open", {{"size", INT64_MAX}});
  const Bytes line = Bytes::own({'d', 'i', ',', '4', ',', '\n'});
  for (int table : {0, 1}) {
    add("table_append", {{"table", table}, {"bytes", line}});
    add("table_room", {{"table", table}, {"size", 10}});
    add("table_filled", {{"table", table}, {"size", 0}});
    add("table_text", {{"table", table}});
    add("table_read", {{"table", table}, {"options", Value::Map{{"delimiter", ","}, {"summaries", false}}}});
    add("table_columns", {{"table", table}, {"columns", whole({0, 1, 2})}});
    add("table_columns", {{"table", table}});
    add("table_where", {{"table", table}, {"columns", whole({0, 1, 2})}});
    add("table_head",
        {{"table", table}, {"from", 0}, {"count", 2}, {"column_from", 0}, {"column_count", 3}, {"whole", true}});
    add("table_lines", {{"table", table}, {"count", 3}});
    add("table_line_of", {{"table", table}, {"rows", whole({0, 2})}});
    add("table_close", {{"table", table}});
  }
  return out;
}

}  // namespace keepfit::fuzz
