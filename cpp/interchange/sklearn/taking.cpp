#include "interchange/sklearn/taking.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/errors.h"
#include "core/text.h"
#include "interchange/known.h"
#include "interchange/sklearn/params.h"
#include "interchange/sklearn/special.h"

namespace keepfit::interchange {

using pickle::Item;
using pickle::Kind;

namespace {

/// Estimators within estimators.
constexpr int kDeepest = 24;

std::array<const Specials*, 7> families() {
  return {&specials_of_preprocessing(), &specials_of_trees(),       &specials_of_boosting(), &specials_of_linear(),
          &specials_of_neighbors(),     &specials_of_composition(), &specials_of_searches()};
}

const Special* find_special(std::vector<Special> Specials::* list, std::string_view class_name, std::string_view name) {
  for (const Specials* family : families())
    for (const Special& each : family->*list)
      if (each.name == name && is_among(each.classes, class_name)) return &each;
  return nullptr;
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
  if (is_before(1, 2) || !is_before(1, 10)) {
    throw Error("not_taken", state.where(),
                "The file is of scikit-learn " + shown(version_, 20) + "; 1.2 to 1.9 are read.",
                "Fit the model again in one of these versions.");
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
  if (state.width < 0 && !state.has_fitted())
    refuse_taking(where, std::string(state.class_name()) + " is not fitted.", "Fit it before it is saved.");
  if (state.width < 0) {
    refuse_taking(where, std::string(state.class_name()) + " does not keep how many columns it takes.",
                  "scikit-learn of this version forgets it; put the estimator behind another in a Pipeline, or save it "
                  "from a newer version.");
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
          if (step->kind != Kind::kTuple || step->parts.size() < 2)
            refuse_source(where, "A step is no name with an estimator.");
          Value::List parts{text_of(*step->parts[0], where), given_or_word(*step->parts[1], where)};
          if (step->parts.size() > 2) parts.push_back(columns(*step->parts[2], where));
          steps.push_back(std::move(parts));
        }
        value = std::move(steps);
      } else if (holds_estimators(param) && is_object(*item)) {
        value = given(*item, where);
      } else if (is_object(*item) && role_of(item->parts[0]->text, item->parts[0]->name) == Role::kSkipped) {
        note("A generator of random numbers was given as " + name +
             "; it is None here, since no prediction draws from it.");
      } else if (is_of_fit_alone(state.class_name(), name)) {
        try {
          value = plain(*item, where);
        } catch (const Error& error) {
          if (error.code != "not_taken") throw;
          note(std::string(state.class_name()) + " was fitted with " + with_article(name) +
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
    if (!accepts(param, value)) {
      if (!is_of_fit_alone(state.class_name(), name)) {
        refuse_taking(where,
                      "Keepfit's " + std::string(state.class_name()) + " has no " + name + " = " + value.repr() + ".",
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
