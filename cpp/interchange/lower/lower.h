// From a fitted step, as files hold it, to the operations of a graph: one function for each estimator, in the source of
// its family, found by the name of its class. What is made of others calls the same functions again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "interchange/graph/builder.h"

namespace keepfit::interchange::lower {

using graph::Builder;
using graph::Frame;
using graph::Id;
using graph::kNone;

/// What a model answers; kNone where it has no such answer.
struct Answers {
  Id prediction = kNone;     // of a regressor
  Id code = kNone;           // of a classifier: the place of its label in classes
  Id probabilities = kNone;  // a column per class
  Id scores = kNone;         // decision_function
  graph::Labels classes;
};

/// A fitted step with its parts by name. Each throws Error "not_exported" where the file holds something else there.
class Step {
 public:
  Step(const Builder& builder, const Value& value);

  const std::string& name() const { return name_; }
  size_t width() const;  // n_features_in_
  bool has_param(std::string_view name) const { return params_->find(name) != nullptr; }
  const Value& param(std::string_view name) const { return entry(*params_, name); }
  const Value& fitted(std::string_view name) const { return entry(*fitted_, name); }
  bool has(std::string_view name) const { return fitted_->find(name) != nullptr; }
  bool flag(std::string_view param) const { return this->param(param).boolean(param); }
  bool is(std::string_view param, std::string_view text) const { return this->param(param).is(text); }

  double number(std::string_view name) const { return fitted(name).number(name); }
  /// An array of one axis or a list; `count`: how many there must be.
  std::vector<double> numbers(std::string_view name) const;
  std::vector<double> numbers(std::string_view name, size_t count) const;
  graph::Matrix matrix(std::string_view name) const;
  graph::Matrix matrix(std::string_view name, size_t rows, size_t columns) const;
  graph::Labels classes() const;
  /// Throws unless that many columns are given.
  void takes(const Frame& in) const;

  [[noreturn]] void refuse(std::string message, std::string hint = "") const;

  const Builder& builder;

 private:
  const Value& entry(const Value& map, std::string_view name) const;

  std::string name_;
  const Value *params_, *fitted_;
};

/// Of any array or list of numbers, in the order in which it is written.
std::vector<double> doubles_of(const Value& value, const std::string& where);
std::vector<int32_t> integers_of(const Value& value, const std::string& where);
graph::Matrix matrix_of(const Value& value, const std::string& where);
graph::Labels labels_of(const Value& value, const std::string& where);
/// Without the missing one, which `has_missing` tells of.
graph::Categories categories_of(const Value& value, bool& has_missing, const std::string& where);

using Transform = Frame (*)(Builder&, const Step&, const Frame&);
using Predict = Answers (*)(Builder&, const Step&, const Frame&);
using Inverse = Id (*)(Builder&, const Step&, Id);

struct Entry {
  std::string_view class_name;
  Transform transform = nullptr;
  Predict predict = nullptr;
  Inverse inverse = nullptr;  // of one column
};
/// One list for each family.
const std::vector<Entry>& preprocessing();
const std::vector<Entry>& encoders();
const std::vector<Entry>& selection();
const std::vector<Entry>& linear();
const std::vector<Entry>& likelihoods();
const std::vector<Entry>& trees();
const std::vector<Entry>& neighbours();
const std::vector<Entry>& composition();
const std::vector<Entry>& ensembles();

/// Null for a class that has none.
const Entry* find_entry(std::string_view class_name);

/// A step that was given no column has nothing fitted, and makes none.
Frame transform(Builder& builder, const Value& step, const Frame& in);
Answers predict(Builder& builder, const Value& step, const Frame& in);
Id inverse(Builder& builder, const Value& step, Id in);
/// Whether the step ends in something that predicts.
bool predicts(const Value& step);

/// While it lives, what is lowered stands within this part.
class Within {
 public:
  Within(Builder& builder, const std::string& part);
  ~Within() { builder_.where = std::move(before_); }

 private:
  Builder& builder_;
  std::string before_;
};
/// "step 'name'"
std::string step_named(std::string_view name);

/// The label of scores: one column is above 0 for the second class, of several the largest wins.
Id code_of_scores(Builder& builder, Id scores);

struct Given {
  std::string name;
  bool is_text = false;
  bool has_empty_text = false;  // among those that the fit saw
};
/// @param columns  The model's input columns, in their order.
graph::Graph lower_model(const Value& step, const std::vector<Given>& columns);

}  // namespace keepfit::interchange::lower
