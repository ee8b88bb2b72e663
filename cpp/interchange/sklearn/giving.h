// Gives a model to scikit-learn: a step as files hold it to the state of an estimator of 1.9, the way back of taking.h.
// Same names are the same things; what is kept otherwise (special.h) is said here by one function for each class.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "interchange/skops/schema.h"

namespace keepfit::interchange {

/// The scikit-learn whose states are written.
constexpr const char* kWrittenVersion = "1.9.1";

/// Throws Error "not_exported": scikit-learn has nothing that answers as this step does.
[[noreturn]] void refuse_giving(const std::string& where, const std::string& message, const std::string& hint = "");

/// One estimator while its state is put together.
struct Given {
  const Value& step;
  const std::string& where;
  bool named;  // whether its table has names for its columns
  Attributes out;

  Given(const Value& of, const std::string& at, bool has_names);
  /// A part of it that Keepfit does not keep as an estimator.
  explicit Given(const Given& whole);
  ~Given();

  std::string_view class_name() const;
  const Value& param(const char* name) const;
  const Value& attribute(const char* name) const;
  int64_t width() const;
  /// The names of its columns; none where it is not told them.
  std::vector<std::string> names() const;
  std::string inside(const std::string& name) const;
  bool is_classifier() const;
};

class Giving {
 public:
  /// @param declared  What the engine declares: the answer of its operation "schema".
  explicit Giving(const Value& declared) : declared_(declared) {}

  Schema schema;

  /// A fitted estimator; `named`: it was fitted to a table with names.
  Node fitted(const Value& step, const std::string& where, bool named);
  /// One that is only given, whatever it was fitted to.
  Node given(const Value& step, const std::string& where);
  /// The same, or the word that stands in its place.
  Node fitted_or_word(const Value& step, const std::string& where, bool named);
  Node given_or_word(const Value& step, const std::string& where);
  /// An estimator that Keepfit does not keep itself: with these attributes, as they are.
  Node made(std::string_view class_name, Given& part);
  /// Whether what is being written stands in another estimator.
  bool is_inside() const { return depth_ > 1; }
  /// What a parameter holds.
  Node plain(const Value& value, const std::string& where, std::string_view keys = "str");

  void add(Given& to, std::string_view name, Node node);
  void put(Given& to, std::string_view name, const Value& scalar);
  void put(Given& to, std::string_view name, const char* text);
  void put(Given& to, std::string_view name, int64_t whole);
  void put(Given& to, std::string_view name, int whole);
  void put(Given& to, std::string_view name, double number);
  void put(Given& to, std::string_view name, bool flag);
  void put_none(Given& to, std::string_view name);
  /// Attributes that are kept alike, by their names with blanks between.
  void add_same(Given& to, std::string_view names);
  Node same(const Value& value, const std::string& where);
  /// Labels of a target: whole numbers as such.
  Node labels(const Value& labels);
  /// How rows are split.
  Node splitter(const Value& recipe, const std::string& where);
  /// Categories of a column: texts as objects, the missing one NaN.
  Node categories(const Value& labels);
  Nodes categories_list(const Value& list);
  Node names(const std::vector<std::string>& names);
  /// A function of numpy's or scikit-learn's by the name that Keepfit has for it, or None.
  Node function(const Value& name);

  /// What scikit-learn has and Keepfit does not keep, by class; and sentences.
  std::map<std::string, std::set<std::string>> left;
  std::set<std::string> notes;
  /// Whether distances are in it that scikit-learn reckons with fewer digits: |x|^2 - 2xy + |y|^2.
  bool expands_squares = false;
  void leave(const Given& of, std::string_view names);

 private:
  /// A recipe need not say what is as by default.
  Value completed(const Value& recipe, const std::string& where) const;
  void add_params(Given& to, bool with_fitted);
  void finish(Given& to);

  const Value& declared_;
  int depth_ = 0;
};

/// What is particular to some classes, one list for each family, in the source that is called after it. `classes`:
/// names with blanks between.
struct Gift {
  std::string_view classes;
  void (*attributes)(Giving& giving, Given& to);
  std::string_view instead = {};  // attributes of Keepfit's that it writes itself, though they have the same name
};
struct ParamGift {
  std::string_view classes, name;
  Node (*write)(Giving& giving, const Given& to, bool with_fitted);
};
struct Gifts {
  std::vector<Gift> given = {};  // whether it is fitted or not
  std::vector<Gift> fitted = {};
  std::vector<ParamGift> params = {};
};
const Gifts& gifts_of_preprocessing();
const Gifts& gifts_of_encoders();
const Gifts& gifts_of_trees();
const Gifts& gifts_of_boosting();
const Gifts& gifts_of_linear();
const Gifts& gifts_of_neighbors();
const Gifts& gifts_of_composition();
const Gifts& gifts_of_searches();

/// Parameters that scikit-learn's estimator has and Keepfit's has not, as JSON; of `fitted`, attributes that are always
/// the same.
struct Own {
  std::string_view name, json;
};
std::vector<Own> own_params(std::string_view class_name);
std::vector<Own> own_attributes(std::string_view class_name);

}  // namespace keepfit::interchange
