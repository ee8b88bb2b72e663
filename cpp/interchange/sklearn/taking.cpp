#include "interchange/sklearn/taking.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/errors.h"
#include "core/text.h"
#include "interchange/known.h"
#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Kind;

namespace {

/// Estimators within estimators.
constexpr int kDeepest = 24;
/// Lists within lists of a parameter.
constexpr int kDeepestList = 16;

std::array<const Specials*, 7> families() {
  return {&specials_of_preprocessing(), &specials_of_trees(),       &specials_of_boosting(), &specials_of_linear(),
          &specials_of_neighbors(),     &specials_of_composition(), &specials_of_searches()};
}

bool is_among(std::string_view names, std::string_view name) {
  if (names == "*") return true;
  while (true) {
    const size_t end = names.find(' ');
    if (names.substr(0, end) == name) return true;
    if (end == std::string_view::npos) return false;
    names.remove_prefix(end + 1);
  }
}

const Special* find_special(std::vector<Special> Specials::* list, std::string_view class_name, std::string_view name) {
  for (const Specials* family : families())
    for (const Special& each : family->*list)
      if (each.name == name && is_among(each.classes, class_name)) return &each;
  return nullptr;
}

/// Whether a number that is meant as a float may be written as a whole one.
bool takes_whole(const Value& param) {
  for (const Value& constraint : param.at("constraint").list())
    if (const Value* numeric = constraint.find("numeric"); numeric && numeric->is("int")) return true;
  return false;
}

bool takes_float(const Value& param) {
  for (const Value& constraint : param.at("constraint").list())
    if (constraint.at("type").is("interval") || constraint.at("type").is("number")) return true;
  return false;
}

/// What the parameter is by default: hosts that write 1.0 and 1 alike lose which it was.
Value default_of(const Value& param) {
  const Value& value = param.at("default");
  const auto* whole = value.get_if<int64_t>();
  const bool is_float = whole && takes_float(param) && (!takes_whole(param) || param.find("share"));
  return is_float ? Value(static_cast<double>(*whole)) : value;
}

bool holds_estimators(const Value& param) {
  for (const Value& constraint : param.at("constraint").list())
    for (const char* type : {"estimator", "steps", "transformers"})
      if (constraint.at("type").is(type)) return true;
  return false;
}

bool accepts(const Value& constraint, const Value& value) {
  const std::string& type = constraint.at("type").text();
  const auto* number = value.get_if<double>();
  const auto* whole = value.get_if<int64_t>();
  if (type == "interval") {
    if (!whole && (!number || constraint.at("numeric").is("int"))) return false;
    const double at = whole ? static_cast<double>(*whole) : *number;
    const Value &low = constraint.at("low"), &high = constraint.at("high");
    const bool above = low.is_null() || at > low.number() || (at == low.number() && constraint.at("low_closed").boolean());
    const bool below = high.is_null() || at < high.number() || (at == high.number() && constraint.at("high_closed").boolean());
    return above && below && !std::isnan(at);
  }
  if (type == "options") {
    const Value::List& options = constraint.at("options").list();
    const auto* text = value.get_if<std::string>();
    const auto* flag = value.get_if<bool>();
    return std::any_of(options.begin(), options.end(), [&](const Value& option) {
      return text ? option.is(*text) : flag && option.get_if<bool>() && option.boolean() == *flag;
    });
  }
  if (type == "none") return value.is_null();
  if (type == "boolean") return value.get_if<bool>() != nullptr;
  if (type == "string") return value.get_if<std::string>() != nullptr;
  if (type == "number") return number || whole;
  if (type == "list") return value.get_if<Value::List>() != nullptr;
  // A mapping, a grid, an estimator, steps, a splitter: what is in it is audited.
  return value.get_if<Value::List>() || value.get_if<Value::Map>();
}

/// Of these a fit alone depends: where Keepfit has no such value, predictions are the same.
bool is_of_fit_alone(std::string_view class_name, std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"*", "criterion splitter max_features max_samples min_impurity_decrease random_state monotonic_cst class_weight "
            "sample_weight tol max_iter n_init smooth cv scoring early_stopping validation_fraction n_iter_no_change "
            "param_grid param_distributions n_iter refit error_score subsample quantile_method stack_method "
            "interaction_cst categorical_features priors class_prior norm_order oob_score shuffle"},
      {"PCA", "svd_solver n_components"},
      {"TruncatedSVD", "algorithm"},
      {"KMeans", "init algorithm"},
      {"QuadraticDiscriminantAnalysis", "solver"},
      {"Ridge RidgeClassifier", "solver"},
      {"RidgeCV RidgeClassifierCV", "alphas"},
      {"LogisticRegression", "penalty solver C l1_ratio"},
      {"LinearSVC", "penalty loss dual"},
      {"SGDClassifier SGDRegressor Perceptron", "penalty learning_rate average l1_ratio eta0 power_t epsilon"},
      {"GradientBoostingClassifier GradientBoostingRegressor", "init"},
      {"BernoulliNB MultinomialNB", "force_alpha alpha"},
      {"KBinsDiscretizer", "strategy n_bins"},
      {"SelectKBest SelectPercentile", "score_func"},
  };
  return std::any_of(std::begin(kNames), std::end(kNames), [&](const auto& each) {
    return is_among(each.first, class_name) && is_among(each.second, name);
  });
}

/// Bookkeeping of scikit-learn's that says nothing about the model.
bool says_nothing(std::string_view name) {
  return name.substr(0, 9) == "_sklearn_" || name == "_repr_html_" || name == "_n_features" ||
         is_among("n_jobs verbose copy copy_X copy_x warm_start", name);
}

}  // namespace

const Special* special_param(std::string_view class_name, std::string_view name) {
  return find_special(&Specials::params, class_name, name);
}
const Special* special_attribute(std::string_view class_name, std::string_view name) {
  return find_special(&Specials::attributes, class_name, name);
}

void Taking::count(size_t bytes, const std::string& where) {
  if (bytes > left_bytes_) {
    throw Error("too_large", where, "The file stands for more than it holds: the same values are used over and over.",
                "Models that scikit-learn writes do not grow like that.");
  }
  left_bytes_ -= bytes;
}

// ---- values ------------------------------------------------------------------------------------------------------

Value Taking::float64(std::vector<double> numbers, std::vector<uint32_t> shape) {
  for (double& number : numbers)
    if (std::isnan(number)) number = std::nan("");
  return Array::own(std::move(numbers), std::move(shape));
}

Value Taking::float64_array(const Item& item, const std::string& where, size_t axes) {
  std::vector<uint32_t> shape;
  const auto array = NumpyArray::of(item, where);
  if (array) {
    for (size_t extent : array->shape()) shape.push_back(static_cast<uint32_t>(extent));
    count(array->size() * 8, where);
    if (array->is_single()) {
      note("Numbers in the file are of single precision: scikit-learn answers in it, too, and Keepfit in double precision. "
           "They agree to about seven digits.");
    }
  }
  std::vector<double> numbers = numbers_of(item, where);
  if (!array) {
    count(numbers.size() * 8, where);
    shape = {static_cast<uint32_t>(numbers.size())};
  }
  if (shape.size() != axes) {
    refuse_taking(where, "An array has " + counted(static_cast<int64_t>(shape.size()), "axis", "axes") + " instead of " +
                             std::to_string(axes) + ", as of a model of several targets.");
  }
  return float64(std::move(numbers), std::move(shape));
}

Value Taking::int32_array(const std::vector<int64_t>& numbers, const std::string& where) {
  count(numbers.size() * 4, where);
  std::vector<int32_t> out;
  for (int64_t number : numbers) {
    if (number < INT32_MIN || number > INT32_MAX) refuse_source(where, "A number is beyond 2^31.");
    out.push_back(static_cast<int32_t>(number));
  }
  return Array::own(std::move(out));
}

Value Taking::uint8_array(const std::vector<int64_t>& numbers, const std::string& where) {
  count(numbers.size(), where);
  std::vector<uint8_t> out;
  for (int64_t number : numbers) {
    if (number < 0 || number > 255) refuse_source(where, "A flag is none.");
    out.push_back(static_cast<uint8_t>(number));
  }
  return Array::own(std::move(out));
}

Value Taking::labels(const Item& item, const std::string& where) {
  const auto array = NumpyArray::of(item, where);
  if (array && array->holds_numbers()) {
    count(array->size() * 8, where);
    std::vector<double> numbers;
    for (size_t i = 0; i < array->size(); ++i) numbers.push_back(array->number(i));
    return float64(std::move(numbers));
  }
  Value::List out;
  if (array && array->kind() == 'U') {
    for (size_t i = 0; i < array->size(); ++i) out.emplace_back(array->text(i));
    count(out.size() * sizeof(Value), where);
    return out;
  }
  if (array && array->kind() != 'O') refuse_taking(where, "Labels or categories are neither numbers nor texts.");
  std::vector<double> numbers;
  bool has_missing = false;
  const auto parts = parts_of(item, where);
  count(parts.size() * sizeof(Value), where);
  for (const Item* part : parts) {
    if (has_missing) refuse_taking(where, "A missing category stands among others, or there are two.", "Keepfit has one missing category in a column, the last.");
    const auto scalar = NumpyArray::of(*part, where);
    const bool is_number = part->kind == Kind::kFloat || part->kind == Kind::kInt || part->kind == Kind::kBool ||
                           (scalar && scalar->size() == 1 && scalar->holds_numbers());
    if (is_none(*part) || (part->kind == Kind::kSymbol && part->name == "NA") ||
        (is_number && std::isnan(number_of(*part, where)))) {
      has_missing = true;
    } else if (is_number) {
      numbers.push_back(number_of(*part, where));
    } else {
      out.emplace_back(text_of(*part, where));
    }
  }
  if (!numbers.empty() && !out.empty())
    refuse_taking(where, "Labels or categories are numbers and texts in one column.", "A column of Keepfit's is one or the other.");
  if (!numbers.empty()) {
    if (has_missing) numbers.push_back(std::nan(""));
    return float64(std::move(numbers));
  }
  if (has_missing) out.emplace_back();
  return out;
}

Value Taking::labels_list(const Item& item, const std::string& where) {
  Value::List out;
  if (const auto array = NumpyArray::of(item, where); array && array->kind() != 'O') {
    // One row for each column, where all have equally many.
    if (array->shape().size() != 2) refuse_source(where, "Categories should stand in a list, one entry for each column.");
    const size_t width = array->shape()[1];
    for (size_t j = 0; j < array->shape()[0]; ++j) {
      std::vector<double> numbers;
      for (size_t i = 0; i < width; ++i) numbers.push_back(array->number(j * width + i));
      count(width * 8, where);
      out.push_back(float64(std::move(numbers)));
    }
    return out;
  }
  for (const Item* part : parts_of(item, where)) out.push_back(labels(*part, where));
  return out;
}

Value Taking::none_or_list(const Item* item, const std::string& where) {
  if (!item || is_none(*item)) return {};
  Value::List out;
  for (double number : numbers_of(*item, where)) out.emplace_back(number);
  count(out.size() * sizeof(Value), where);
  return out;
}

Value Taking::plain(const Item& item, const std::string& where, int depth) {
  if (depth > kDeepestList) refuse_source(where, "Lists stand in one another too deeply.");
  count(sizeof(Value), where);
  switch (item.kind) {
    case Kind::kNone: return {};
    case Kind::kBool: return item.integer != 0;
    case Kind::kInt: return item.integer;
    case Kind::kFloat: return item.real;
    case Kind::kText: return text_of(item, where);
    case Kind::kList:
    case Kind::kTuple: {
      Value::List out;
      for (const Item* part : item.parts) out.push_back(plain(*part, where, depth + 1));
      return out;
    }
    case Kind::kDict: {
      Value::Map out;
      for (size_t k = 0; k + 1 < item.parts.size(); k += 2) {
        const Value key = plain(*item.parts[k], where, depth + 1);
        const auto* text = key.get_if<std::string>();
        const auto* number = key.get_if<double>();
        // As Keepfit writes labels that are numbers: 1.0 is 1.
        std::string name = text ? *text
                           : number && std::floor(*number) == *number && std::abs(*number) < 1e15
                               ? std::to_string(static_cast<int64_t>(*number))
                           : key.get_if<bool>() ? (*key.get_if<bool>() ? "1" : "0")
                                                : key.repr();
        out.emplace_back(std::move(name), plain(*item.parts[k + 1], where, depth + 1));
      }
      return out;
    }
    case Kind::kSymbol: return std::string(item.name);
    case Kind::kObject: break;
    default: refuse_taking(where, "A parameter holds what no recipe can: " + printed(item, 60) + ".");
  }
  if (const auto array = NumpyArray::of(item, where)) {
    if (array->shape().size() > 1) refuse_taking(where, "A parameter holds an array of several axes.");
    const auto element = [&](size_t i) -> Value {
      if (array->kind() == 'O') return plain(array->object(i), where, depth + 1);
      if (array->kind() == 'U') return array->text(i);
      if (array->kind() == 'b') return array->whole(i) != 0;
      if (array->holds_whole()) return array->whole(i);
      return array->number(i);
    };
    if (array->shape().empty()) return element(0);
    count(array->size() * sizeof(Value), where);
    Value::List out;
    for (size_t i = 0; i < array->size(); ++i) out.push_back(element(i));
    return out;
  }
  const Role role = role_of(item.parts[0]->text, item.parts[0]->name);
  if (role == Role::kEstimator) {
    const bool before = std::exchange(as_recipe_, true);
    Value recipe = given(item, where);
    as_recipe_ = before;
    return recipe;
  }
  if (item.parts[0]->text == "sklearn.model_selection._split") {
    const State splitter(item, where);
    Value::Map params;
    const Item& state = *item.parts[2];
    for (size_t k = 0; k + 1 < state.parts.size(); k += 2)
      params.emplace_back(text_of(*state.parts[k], where), plain(*state.parts[k + 1], where, depth + 1));
    return Value::Map{{"class", std::string(splitter.class_name())}, {"params", std::move(params)}};
  }
  refuse_taking(where, "A parameter holds what no recipe can: " + printed(item, 60) + ".");
}

Value Taking::columns(const Item& item, const std::string& where) {
  if (item.kind != Kind::kObject || NumpyArray::of(item, where)) return plain(item, where);
  const Item& made_by = *item.parts[0];
  if (made_by.name == "slice" && item.parts[1]->parts.size() == 3) {
    Value::List ends;
    for (const Item* end : item.parts[1]->parts) ends.push_back(plain(*end, where));
    if (ends[2].is_null()) ends.pop_back();
    return Value::Map{{"slice", std::move(ends)}};
  }
  if (made_by.name == "_RemainderColsList") return plain(State(item, where).at("data"), where);
  if (made_by.name != "make_column_selector")
    refuse_taking(where, "Columns are chosen by what no recipe can hold: " + printed(item, 60) + ".");
  const State selector(item, where);
  Value::Map wanted;
  for (const char* name : {"pattern", "dtype_include", "dtype_exclude"}) {
    const Item* given = selector.given(name);
    if (!given) continue;
    if (std::string_view(name) == "pattern") {
      wanted.emplace_back(name, text_of(*given, where));
      continue;
    }
    const bool several = given->kind == Kind::kList || given->kind == Kind::kTuple;
    Value::List kinds;
    for (const Item* one : several ? std::vector<const Item*>(given->parts.begin(), given->parts.end())
                                   : std::vector<const Item*>{given}) {
      const std::string_view kind = one->kind == Kind::kSymbol ? one->name : one->text;
      if (kind == "number") kinds.emplace_back("number");
      else if (kind == "object" || kind == "object_" || kind == "str") kinds.emplace_back("text");
      else return {};  // by a kind that Keepfit does not tell apart: the columns that were found stand for it
    }
    wanted.emplace_back(name, std::move(kinds));
  }
  return Value::Map{{"selector", std::move(wanted)}};
}

// ---- estimators --------------------------------------------------------------------------------------------------

const Value& Taking::declared(const State& state) const {
  for (const Value& each : schema_.at("estimators").list())
    if (each.at("name").is(state.class_name())) return each;
  refuse_taking(state.where(), "Keepfit has no " + std::string(state.class_name()) + ".",
                "Its list of estimators stands in the reference.");
}

void Taking::read_version(const State& state) {
  const Item* version = state.find("_sklearn_version");
  if (!version || !version_.empty()) return;
  version_ = text_of(*version, state.where());
  const char* const end = version_.data() + version_.size();
  const auto [dot, error] = std::from_chars(version_.data(), end, major_);
  if (error == std::errc() && dot != end) std::from_chars(dot + 1, end, minor_);
  if (major_ == 0) {
    throw Error("not_taken", state.where(), "The file is of scikit-learn " + shown(version_, 20) + "; 1.2 to 1.9 are read.",
                "Load it in that version, and fit it again in a newer one.");
  }
}

Value Taking::given_or_word(const Item& item, const std::string& where) {
  if (item.kind == Kind::kText) return text_of(item, where);
  return is_none(item) ? Value() : given(item, where);
}

Value Taking::fitted_or_word(const Item& item, const std::string& where, int64_t width) {
  if (is_none(item)) return "passthrough";
  return item.kind == Kind::kText ? Value(text_of(item, where)) : fitted(item, where, width);
}

Value Taking::given(const Item& item, const std::string& where) {
  if (++depth_ > kDeepest) refuse_source(where, "Estimators stand in one another too deeply.");
  const State state(item, where);
  read_version(state);
  const Value& about = declared(state);
  Value made = params(state, about, false);
  --depth_;
  Value::Map out{{"class", about.at("name")}, {"params", std::move(made)}};
  if (!as_recipe_) out.emplace_back("fitted", Value());
  return out;
}

void Taking::find_columns(State& state) {
  if (const Item* names = state.given("feature_names_in_")) {
    const auto array = NumpyArray::of(*names, state.where());
    if (array && array->kind() == 'U') {
      for (size_t i = 0; i < array->size(); ++i) state.names.push_back(array->text(i));
    } else {
      for (const Item* name : parts_of(*names, state.where())) state.names.push_back(text_of(*name, state.where()));
    }
    count(state.names.size() * sizeof(Value), state.where());
  }
  if (const Item* width = state.given("n_features_in_")) state.width = whole_of(*width, state.where());
  if (state.width >= 0 && !state.names.empty()) return;
  for (const Specials* family : families()) {
    for (const Width& each : family->widths) {
      if (!is_among(each.classes, state.class_name())) continue;
      const Item* inner = each.inner(state);
      if (!inner || !is_object(*inner)) return;
      if (++depth_ > kDeepest) refuse_source(state.where(), "Estimators stand in one another too deeply.");
      State of(*inner, state.where());
      find_columns(of);
      --depth_;
      if (state.width < 0) state.width = of.width;
      if (state.names.empty()) state.names = of.names;
      return;
    }
  }
}

Value Taking::fitted(const Item& item, const std::string& where, int64_t width) {
  if (++depth_ > kDeepest) refuse_source(where, "Estimators stand in one another too deeply.");
  State state(item, where);
  read_version(state);
  const Value& about = declared(state);
  find_columns(state);
  if (state.width < 0) state.width = width;
  if (state.width < 0) {
    refuse_taking(where, std::string(state.class_name()) + " does not keep how many columns it takes.",
                  "scikit-learn of this version forgets it; put the estimator behind another in a Pipeline, or save it from a newer version.");
  }
  for (const Specials* family : families())
    for (const Refusal& each : family->refusals)
      if (is_among(each.classes, state.class_name())) each.check(*this, state);
  Value made = params(state, about, true);
  Value::List names(state.names.begin(), state.names.end());
  Value::Map attributes{{"n_features_in_", state.width}, {"feature_names_in_", std::move(names)}};
  for (const Value& field : about.at("fitted").list())
    attributes.emplace_back(field.at("name").text(), attribute(state, field));
  tell_left(state);
  --depth_;
  return Value::Map{{"class", about.at("name")}, {"params", std::move(made)}, {"fitted", std::move(attributes)}};
}

void Taking::tell_left(const State& state) {
  for (std::string_view name : state.unread())
    if (!says_nothing(name)) left_[std::string(state.class_name())].insert(shown(name, 60));
}

Value Taking::params(const State& state, const Value& declared, bool with_fitted) {
  Value::Map out;
  for (const Value& param : declared.at("params").list()) {
    const std::string& name = param.at("name").text();
    const std::string where = state.where().empty() ? name : state.where() + "__" + name;
    Value value;
    const Special* special = special_param(state.class_name(), name);
    if (special && (with_fitted || !special->only_fitted)) {
      value = special->read(*this, state);
    } else if (const Item* item = state.find(name)) {
      if (holds_estimators(param) && (item->kind == Kind::kList || item->kind == Kind::kTuple)) {
        Value::List steps;
        for (const Item* step : item->parts) {
          if (step->kind != Kind::kTuple || step->parts.size() < 2) refuse_source(where, "A step is no name with an estimator.");
          Value::List parts{text_of(*step->parts[0], where), given_or_word(*step->parts[1], where)};
          if (step->parts.size() > 2) parts.push_back(columns(*step->parts[2], where));
          steps.push_back(std::move(parts));
        }
        value = std::move(steps);
      } else if (holds_estimators(param) && is_object(*item)) {
        value = given(*item, where);
      } else if (is_object(*item) && role_of(item->parts[0]->text, item->parts[0]->name) == Role::kSkipped) {
        note("A generator of random numbers was given as " + name + "; it is None here, since no prediction draws from it.");
      } else if (is_of_fit_alone(state.class_name(), name)) {
        try {
          value = plain(*item, where);
        } catch (const Error& error) {
          if (error.code != "not_taken") throw;
          note(std::string(state.class_name()) + " was fitted with a " + name +
               " that no recipe can hold; the default stands there, and predictions do not depend on it.");
          value = default_of(param);
        }
      } else {
        value = plain(*item, where);
      }
    } else {
      value = default_of(param);
    }
    // A float that Python wrote as a whole number.
    if (const auto* whole = value.get_if<int64_t>(); whole && takes_float(param) && !takes_whole(param))
      value = static_cast<double>(*whole);
    const Value::List& allowed = param.at("constraint").list();
    if (std::none_of(allowed.begin(), allowed.end(), [&](const Value& each) { return accepts(each, value); })) {
      if (!is_of_fit_alone(state.class_name(), name)) {
        refuse_taking(where, "Keepfit's " + std::string(state.class_name()) + " has no " + name + " = " + value.repr() + ".",
                      name + " must be " + param.at("text").text() + ".");
      }
      note(std::string(state.class_name()) + " was fitted with " + name + " = " + value.repr() +
           ", which Keepfit does not know; the default stands there, and predictions do not depend on it.");
      value = default_of(param);
    }
    out.emplace_back(name, std::move(value));
  }
  return out;
}

Value Taking::attribute(const State& state, const Value& field) {
  const std::string& name = field.at("name").text();
  if (const Special* special = special_attribute(state.class_name(), name)) return special->read(*this, state);
  const std::string& type = field.at("type").text();
  const std::string where = state.where().empty() ? name : state.where() + "__" + name;
  const size_t axes = field.at("shape").list().size();
  if (type == "value") {
    const Item* item = state.find(name);
    return item ? plain(*item, where) : Value();
  }
  const Item& item = state.at(name);
  if (type == "float") return number_of(item, where);
  if (type == "int") return whole_of(item, where);
  if (type == "bool") return whole_of(item, where) != 0;
  if (type == "str") return text_of(item, where);
  if (type == "float64") return float64_array(item, where, axes);
  if (type == "int32") return int32_array(wholes_of(item, where), where);
  if (type == "uint8") return uint8_array(wholes_of(item, where), where);
  if (type == "labels") return labels(item, where);
  if (type == "list of labels") return labels_list(item, where);
  if (type == "estimator") return is_none(item) ? Value() : fitted(item, where);
  if (type == "list of str") {
    Value::List out;
    for (const Item* part : parts_of(item, where)) out.emplace_back(text_of(*part, where));
    return out;
  }
  if (type == "list of estimator") {
    Value::List out;
    for (const Item* part : parts_of(item, where)) out.push_back(fitted(*part, where, state.width));
    return out;
  }
  refuse_taking(where, "Keepfit cannot take over " + name + " of " + std::string(state.class_name()) + " yet.");
}

}  // namespace keepfit::interchange
