// scikit-learn's own results, replayed on the native engine: tests/golden/README.md has the format.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <map>
#include <set>

#include "core/node.h"
#include "core/registry.h"
#include "core/table.h"
#include "metrics/metrics.h"
#include "support/fixtures.h"
#include "support/warned.h"

namespace keepfit::test {
namespace {

// ---- comparing ----------------------------------------------------------------------------------------------------

struct Tolerance {
  bool exact = true;
  double rtol = 0, atol = 0;

  static Tolerance of(const Json& j) { return {j.at("class") == "exact", j.value("rtol", 0.0), j.value("atol", 0.0)}; }
};

/// Numbers, strings and lists, whatever form the engine holds them in.
Json plain(const Value& value) {
  if (const auto* a = value.get_if<Array>()) {
    std::vector<double> flat(a->size());
    for (size_t i = 0; i < flat.size(); ++i) {
      switch (a->dtype) {
        case DType::kFloat64: flat[i] = reinterpret_cast<const double*>(a->data)[i]; break;
        case DType::kFloat32: flat[i] = reinterpret_cast<const float*>(a->data)[i]; break;
        case DType::kInt32: flat[i] = reinterpret_cast<const int32_t*>(a->data)[i]; break;
        case DType::kUint8: flat[i] = a->data[i]; break;
        case DType::kInt64: flat[i] = static_cast<double>(reinterpret_cast<const int64_t*>(a->data)[i]); break;
      }
    }
    const std::function<Json(size_t, size_t)> nest = [&](size_t from, size_t axis) {
      size_t step = 1;
      for (size_t k = axis + 1; k < a->shape.size(); ++k) step *= a->shape[k];
      Json list = Json::array();
      for (size_t i = 0; i < a->shape[axis]; ++i) {
        if (axis + 1 == a->shape.size()) list.push_back(flat[from + i]);
        else list.push_back(nest(from + i * step, axis + 1));
      }
      return list;
    };
    return nest(0, 0);
  }
  if (const auto* items = value.get_if<Value::List>()) {
    Json list = Json::array();
    for (const Value& item : *items) list.push_back(plain(item));
    return list;
  }
  if (const auto* entries = value.get_if<Value::Map>()) {  // a list of pairs
    Json list = Json::array();
    for (const auto& [key, item] : *entries) list.push_back(Json::array({key, plain(item)}));
    return list;
  }
  if (const auto* i = value.get_if<int64_t>()) return *i;
  if (const auto* d = value.get_if<double>()) return *d;
  if (const auto* b = value.get_if<bool>()) return *b;
  if (const auto* s = value.get_if<std::string>()) return *s;
  return nullptr;
}

Json plain(const Column& column) {
  Json list = Json::array();
  for (Index i = 0; i < column.rows(); ++i) {
    if (!column.is_text) list.push_back(column.numbers[i]);
    else if (const int32_t code = column.text.codes[static_cast<size_t>(i)]; code < 0) list.push_back(nullptr);
    else list.push_back(column.text.categories[static_cast<size_t>(code)]);
  }
  return list;
}

Json plain(const RowMatrix& m) {
  return plain(Value(Array::view(m.data(), {static_cast<uint32_t>(m.rows()), static_cast<uint32_t>(m.cols())})));
}

Json plain(const Table& table) {
  Json rows = Json::array();
  for (Index i = 0; i < table.rows(); ++i) rows.push_back(Json::array());
  for (Index j = 0; j < table.columns(); ++j) {
    const Json column = plain(table.column(j));
    for (size_t i = 0; i < column.size(); ++i) rows[i].push_back(column[i]);
  }
  return rows;
}

bool is_nan(const Json& j) { return j.is_null() || (j.is_number_float() && std::isnan(j.get<double>())); }

bool close(const Json& expected, const Json& got, const Tolerance& t) {
  if (is_nan(expected) || is_nan(got)) return is_nan(expected) && is_nan(got);
  if (expected == "Infinity" || expected == "-Infinity")
    return got.is_number() && to_double(expected) == got.get<double>();
  if (expected.is_string() || got.is_string()) return expected == got;
  const auto number = [](const Json& j) { return j.is_boolean() ? double(j.get<bool>()) : j.get<double>(); };
  const double a = number(expected), b = number(got);
  return a == b || (!t.exact && std::abs(a - b) <= t.atol + t.rtol * std::abs(a));
}

/// A sentence about the first difference, or nothing. Axes of length 1 may be missing on either side.
std::string difference(const Json& expected, const Json& got, const Tolerance& t, const std::string& path) {
  if (!expected.is_array()) {
    if (got.is_array() && got.size() == 1) return difference(expected, got[0], t, path);
    if (got.is_array() || got.is_object()) return path + ": expected " + expected.dump() + ", got " + got.dump();
    return close(expected, got, t) ? "" : path + ": expected " + expected.dump() + ", got " + got.dump();
  }
  if (!got.is_array())
    return expected.size() == 1 ? difference(expected[0], got, t, path) : path + ": expected a list, got " + got.dump();
  if (expected.size() != got.size()) {
    if (expected.size() == 1 && expected[0].is_array()) return difference(expected[0], got, t, path);
    return path + ": expected " + std::to_string(expected.size()) + " items, got " + std::to_string(got.size());
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    const std::string found = difference(expected[i], got[i], t, path + "[" + std::to_string(i) + "]");
    if (!found.empty()) return found;
  }
  return "";
}

/// prepare__num__scale__mean_ or tree_.threshold, looked up in {path of estimator: fitted attributes}.
Json attribute(const Estimator& model, const std::string& key) {
  Json found = "no such attribute";
  walk(model, [&](const std::string& path, const Estimator& step) {
    const std::string prefix = path.empty() ? "" : path + "__";
    if (key.rfind(prefix, 0) != 0) return;
    std::string name = key.substr(prefix.size());
    if (name.find("__") != std::string::npos) return;
    const std::string inner = name.find('.') == std::string::npos ? "" : name.substr(name.find('.') + 1);
    name = name.substr(0, name.find('.'));
    if (name == "n_features_in_") found = step.n_features_in();
    if (name == "feature_names_in_") found = step.feature_names_in();
    for (const Field& f : step.declaration().fitted) {
      if (name != f.name) continue;
      const Value value = field_value(f, step);
      found = plain(inner.empty() ? value : value.at(inner));
    }
  });
  return found;
}

// ---- the cases ----------------------------------------------------------------------------------------------------

struct CaseId {
  std::string fixture;
  size_t index;
};

const Json& fixture(const std::string& name) {
  static std::map<std::string, Json> read;
  if (!read.count(name)) read[name] = read_json("tests/golden/fixtures/" + name + ".json");
  return read[name];
}

bool holds_estimators(const std::string& name) {
  const Json& cases = fixture(name).at("cases");
  return !cases.empty() && cases[0].contains("recipe");
}

std::vector<CaseId> all_cases() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(source_path("tests/golden/fixtures"))) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  std::vector<CaseId> out;
  for (const std::string& name : names) {
    if (!holds_estimators(name)) continue;
    if (name == "random_pipelines") continue;  // has a test of its own
    for (size_t i = 0; i < fixture(name).at("cases").size(); ++i) out.push_back({name, i});
  }
  return out;
}

/// FNV-1a of a result: the little-endian bytes of its numbers row by row, NaN and 0 in one form each; of a text its
/// UTF-8 and a zero byte.
uint32_t hash_of(const Json& result) {
  uint32_t hash = 0x811C9DC5u;
  const auto add = [&](const void* data, size_t size) {
    for (size_t i = 0; i < size; ++i) hash = (hash ^ static_cast<const uint8_t*>(data)[i]) * 0x01000193u;
  };
  const std::function<void(const Json&)> visit = [&](const Json& j) {
    if (j.is_array()) {
      for (const Json& item : j) visit(item);
    } else if (j.is_string()) {
      const std::string text = j.get<std::string>();
      add(text.c_str(), text.size() + 1);
    } else {
      const double number = is_nan(j)        ? std::numeric_limits<double>::quiet_NaN()
                            : j.is_boolean() ? double(j.get<bool>())
                                             : j.get<double>() + 0.0;
      add(&number, sizeof number);
    }
  };
  visit(result);
  return hash;
}

bool holds_class(const Json& recipe, const std::function<bool(const Json&)>& wanted) {
  if (recipe.is_object() && recipe.contains("class") && wanted(recipe)) return true;
  return recipe.is_structured() &&
         std::any_of(recipe.begin(), recipe.end(), [&](const Json& part) { return holds_class(part, wanted); });
}

/// Where the engine takes other iterations than scikit-learn, only one of them may run out of them: solvers of its own
/// for the same optimum.
bool iterates_otherwise(const Json& recipe) {
  return holds_class(recipe, [](const Json& r) {
    if (r.at("class") == "LinearSVC") return true;
    return r.at("class") == "LogisticRegression" && r.contains("params") &&
           r.at("params").value("solver", "lbfgs") != "lbfgs";
  });
}

/// A sentence where class or step of the warnings is not scikit-learn's, or nothing.
std::string warnings_differ(const char* phase, const Json& c, Said expected, Said got) {
  if (iterates_otherwise(c.at("recipe"))) {
    for (Said* each : {&expected, &got})
      std::erase_if(*each, [](const auto& w) { return w.first == "ConvergenceWarning"; });
  }
  // Too many neighbours are refused by this engine's fit, and by scikit-learn's predict: a search says so of the fit,
  // or of the score.
  if (holds_class(c.at("recipe"), [](const Json& r) { return r.at("class") == "KNeighborsClassifier"; }) &&
      got.erase({"FitFailedWarning", ""}))
    got.emplace("UserWarning", "");
  if (expected == got) return "";
  const auto listed = [](const Said& said) {
    std::string out;
    for (const auto& [code, step] : said) out += (out.empty() ? "" : ", ") + code + (step.empty() ? "" : " at " + step);
    return out.empty() ? "nothing" : out;
  };
  return std::string("warnings of ") + phase + ": expected " + listed(expected) + ", got " + listed(got);
}

/// Sentences about what differs from scikit-learn; none when the engine agrees. `name`: of the fixture.
std::vector<std::string> differences(const std::string& name, const Json& c) {
  const Json& expect = c.at("expect");
  const Data data = read_data(c.at("data"));
  const auto rows_of = [&](const char* key, const char* other) -> std::vector<Index> {
    if (c.contains(key)) return to_rows(c.at(key));
    if (other && c.contains(other)) return to_rows(c.at(other));
    std::vector<Index> all(static_cast<size_t>(data.X.rows()));
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Index>(i);
    return all;
  };
  const std::vector<Index> train = rows_of("train", nullptr), test = rows_of("test", "train");
  const Table X = data.X.take(train),
              X_test = c.contains("use") ? read_table(Json{{"X", c.at("use")}}).X : data.X.take(test);
  Column y, y_test;
  if (data.has_y) {
    y = take(data.y, train);
    y_test = take(data.y, test);
  }

  Vector weights;
  if (c.contains("sample_weight")) weights = take(to_column(c.at("sample_weight")), train).numbers;
  const auto fit = [&](Estimator& model) {
    model.fit(X, data.has_y ? &y : nullptr, {}, weights.size() > 0 ? &weights : nullptr);
  };

  const auto inverted = [&](const Estimator& model) {
    if (!c.contains("inverse_of")) return model.inverse_transform(model.transform(X_test));
    const Json& rows = c.at("inverse_of");
    Matrix given(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
    for (Index i = 0; i < given.rows(); ++i) {
      for (Index j = 0; j < given.cols(); ++j)
        given(i, j) = to_double(rows[static_cast<size_t>(i)][static_cast<size_t>(j)]);
    }
    return model.inverse_transform(Table(std::move(given)));
  };

  if (expect.contains("error")) {
    // An engine may refuse earlier than scikit-learn does, never later.
    try {
      const auto model = from_recipe(to_value(c.at("recipe")));
      fit(*model);
      if (expect.at("at") != "fit" && model->can_transform()) model->transform(X_test);
      if (expect.at("at") != "fit" && model->can_predict()) model->predict(X_test);
      if (expect.at("at") == "inverse_transform") inverted(*model);
    } catch (const Error&) {
      return {};
    }
    return {"is not refused. scikit-learn says: " + expect.at("scikit-learn says").get<std::string>()};
  }

  const auto model = from_recipe(to_value(c.at("recipe")));
  std::vector<std::string> out;
  const auto compare_warnings = [&](const char* phase, const Warnings& got) {
    if (name.empty()) return;  // a draw that is not kept
    if (const std::string found = warnings_differ(phase, c, warned(name, c.at("name"), phase), said(got));
        !found.empty())
      out.push_back(found);
  };
  {
    const Warnings fitting;
    fit(*model);
    compare_warnings("fit", fitting);
  }
  const Warnings using_it;
  size_t compared = 0;
  const auto check = [&](const std::string& key, const Json& expected, const Json& got) {
    const Json& tolerance = c.at("tolerance");
    const size_t at = key.rfind("__");
    const std::string bare = at == std::string::npos ? key : key.substr(at + 2);
    const Json* own = &tolerance;
    if (tolerance.contains("keys")) {
      if (tolerance["keys"].contains(key)) own = &tolerance["keys"][key];
      else if (tolerance["keys"].contains(bare)) own = &tolerance["keys"][bare];
    }
    const std::string found = difference(expected, got, Tolerance::of(*own), key);
    if (!found.empty()) out.push_back(found);
    ++compared;
  };
  const auto answer = [&](const std::string& key, const Table& rows) -> Json {
    if (key == "predict") return plain(model->predict(rows));
    if (key == "predict_proba") return plain(model->predict_proba(rows));
    if (key == "decision_function") return plain(model->decision_function(rows));
    if (key == "transform") return plain(model->transform(rows));
    if (key == "inverse_transform") return plain(inverted(*model));
    if (key == "fit_transform") {
      const Warnings unheard;
      return plain(model->clone()->fit_transform(X, &y));
    }
    throw std::runtime_error("the fixture expects '" + key + "', which this test does not know");
  };
  for (const auto& [key, expected] : expect.items()) {
    if (key == "fitted") {
      for (const auto& [path, value] : expected.items()) check(path, value, attribute(*model, path));
    } else if (key == "hash") {  // of the answers for all training rows
      const Warnings unheard;
      for (const auto& [output, value] : expected.items()) {
        const Json got = hash_of(answer(output, X));
        if (got != value)
          out.push_back("the hash of " + output + " for the training rows is " + got.dump() + ", expected " +
                        value.dump());
        ++compared;
      }
    } else if (key == "feature_names_out") check(key, expected, Json(model->feature_names_out()));
    else if (key == "score") check(key, expected, score(*model, X_test, y_test));
    else check(key, expected, answer(key, X_test));
  }
  if (compared == 0) out.push_back("nothing was compared");
  compare_warnings("use", using_it);
  return out;
}

class Golden : public testing::TestWithParam<CaseId> {};

TEST_P(Golden, AgreesWithScikitLearn) {
  const Json& c = fixture(GetParam().fixture).at("cases")[GetParam().index];
  SCOPED_TRACE(GetParam().fixture + ": " + c.at("name").get<std::string>());
  for (const std::string& found : differences(GetParam().fixture, c)) ADD_FAILURE() << found;
}

// ---- random pipelines -----------------------------------------------------------------------------------------------

/// The names of a recipe's estimators.
void classes_in(const Json& recipe, std::set<std::string>& out) {
  if (recipe.is_object() && recipe.contains("class")) out.insert(recipe.at("class").get<std::string>());
  if (recipe.is_structured()) {
    for (const Json& part : recipe) classes_in(part, out);
  }
}

// npm test prints the report, in which every case and every draw left out is counted.
TEST(RandomPipelines, AgreeWithScikitLearn) {
  // Draws that are not kept come from `npm run golden -- draws`.
  const char* others = std::getenv("KEEPFIT_DRAWS");
  const Json drawn = others ? read_json(others) : fixture("random_pipelines");
  struct Rate {
    int passed = 0, all = 0;
  };
  const std::vector<std::string> kinds{"exact", "tight", "converged", "refused"};
  std::map<std::string, std::map<std::string, Rate>> rates;
  for (const Declaration* d : registry::all()) {
    if (std::string(d->module) != "broken") rates[d->name];  // one without any case has its row too
  }
  for (const Json& c : drawn.at("cases")) {
    std::vector<std::string> found;
    try {
      found = differences(others ? "" : "random_pipelines", c);
    } catch (const Error& e) {
      found = {"is refused: " + e.message};
    }
    for (const std::string& each : found) ADD_FAILURE() << c.at("name").get<std::string>() << ": " << each;
    std::set<std::string> names{" all pipelines"};
    classes_in(c.at("recipe"), names);
    for (const std::string& name : names) {
      Rate& rate = rates[name][c.at("tolerance").at("class")];
      rate.passed += found.empty();
      ++rate.all;
    }
  }
  std::ostringstream report;
  report << "Random pipelines against scikit-learn " << drawn.at("made_by").at("scikit-learn").get<std::string>()
         << ", native engine: passed of all\n";
  report << std::left << std::setw(34) << "" << std::right;
  for (const std::string& kind : kinds) report << std::setw(11) << kind;
  for (auto& [name, by_kind] : rates) {
    report << "\n" << std::left << std::setw(34) << (name[0] == ' ' ? name.substr(1) : name) << std::right;
    for (const std::string& kind : kinds) {
      const Rate& rate = by_kind[kind];
      report << std::setw(11) << (rate.all ? std::to_string(rate.passed) + "/" + std::to_string(rate.all) : "-");
    }
  }
  report << "\n" << drawn.at("drawn").at("tried") << " draws gave these cases; left out of them:";
  for (const auto& [why, count] : drawn.at("drawn").at("left_out").items())
    report << "\n" << std::setw(6) << count.get<int>() << "  " << why;
  RecordProperty("report", report.str());
  if (std::getenv("KEEPFIT_REPORT")) std::cout << report.str() << "\n";
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Golden, testing::ValuesIn(all_cases()),
                         [](const auto& info) { return info.param.fixture + "_" + std::to_string(info.param.index); });

}  // namespace
}  // namespace keepfit::test
